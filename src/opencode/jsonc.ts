import { createScanner, type ParseError, printParseErrorCode, visit } from 'jsonc-parser';
import type { Path } from '../change/change.ts';
import { type Entry, MAX_DEPTH, type Node, objectNode, type Place, type Scalar, scalarNode } from './node.ts';
import { placeFinder } from './place-finder.ts';

export type JsoncError = Place & { readonly message: string };
export type JsoncDocument = { readonly root: Node | null; readonly errors: readonly JsoncError[] };

const MAX_ERRORS = 20;

/**
 * Reads JSON with comments and trailing commas, as OpenCode does: an empty text is an empty object, a text of
 * spaces or comments only is an error. After an error `root` holds what could be read.
 */
export function parseJsonc(text: string, path: Path, firstLine = 1): JsoncDocument {
  const start: Place = { path, line: firstLine, column: 1 };
  if (text === '') return { root: objectNode(start, []), errors: [] };
  if (!isShallow(text))
    return { root: null, errors: [{ ...start, message: `nested deeper than ${MAX_DEPTH} levels` }] };
  const builder = startTree(path);
  const errors: JsoncError[] = [];
  const at = placeFinder(text, path, firstLine);
  visit(
    text,
    {
      onObjectBegin: (offset) => void builder.open('object', at(offset)),
      onArrayBegin: (offset) => void builder.open('array', at(offset)),
      onObjectProperty: (key, offset) => builder.name(key, at(offset)),
      onLiteralValue: (value: unknown, offset) => builder.add(scalarNode(at(offset), scalarOf(value))),
      onObjectEnd: () => builder.close(),
      onArrayEnd: () => builder.close(),
      onError: (error, offset) => {
        if (errors.length < MAX_ERRORS) errors.push({ ...at(offset), message: wordsFor(error) });
      },
    },
    { allowTrailingComma: true },
  );
  return { root: builder.root(), errors };
}

type Open = {
  kind: 'object' | 'array';
  place: Place;
  name: { key: string; place: Place } | null;
  entries: Entry[];
  items: Node[];
};

function startTree(path: Path) {
  const stack: Open[] = [];
  let root: Node | null = null;
  const add = (node: Node): void => {
    const parent = stack.at(-1);
    if (parent === undefined) root ??= node;
    else if (parent.kind === 'array') parent.items.push(node);
    else if (parent.name !== null) parent.entries.push({ ...parent.name, node });
  };
  const close = (): void => {
    const open = stack.pop();
    if (open === undefined) return;
    add(
      open.kind === 'array'
        ? { kind: 'array', place: open.place, items: open.items }
        : objectNode(open.place, open.entries),
    );
  };
  return {
    add,
    close,
    open: (kind: Open['kind'], place: Place) =>
      stack.push({ kind, place, name: null, entries: [], items: [] }),
    name: (key: string, place: Place) => {
      const parent = stack.at(-1);
      if (parent !== undefined) parent.name = { key, place: { ...place, path } };
    },
    root: (): Node | null => {
      while (stack.length > 0) close();
      return root;
    },
  };
}

/** The parser recurses; a scanner does not, so it looks first. */
function isShallow(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const first = text[scanner.getTokenOffset()];
    if (first === '{' || first === '[') depth += 1;
    if (first === '}' || first === ']') depth -= 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}

/** `PropertyNameExpected` → `property name expected`. */
function wordsFor(error: ParseError['error']): string {
  return printParseErrorCode(error)
    .replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
}
