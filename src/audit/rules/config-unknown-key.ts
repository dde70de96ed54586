import { type Entry, entriesOf, get, type Node, stringOf } from '../../opencode/node.ts';
import { type Asset, mcpServersOf } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import { nearest } from '../../policy/nearest.ts';
import { type Kind, knownKeysOf, MEANT, type Meant } from '../config-keys.ts';
import { withKey } from '../rewrite-line.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const configUnknownKey = {
  id: 'config-unknown-key',
  title: 'A key that OpenCode does not know',
  summary:
    'OpenCode drops a key that it does not know without a word, so that what is written there has no effect.',
  severity: 'medium',
  confidence: 'high',
  category: 'configuration',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      for (const part of partsOf(asset)) {
        yield* entriesOf(part.node).flatMap((entry) => judge(entry, part, context) ?? []);
      }
    }
  },
} satisfies Rule;

/** An object with a fixed set of keys. */
type Part = { readonly kind: Kind; readonly node: Node; readonly way: string };

function* partsOf({ kind, root }: Asset): Iterable<Part> {
  if (root === null) return;
  if (kind === 'agent' || kind === 'mode') yield { kind: 'agent', node: root, way: 'agent' };
  if (kind === 'command') yield { kind: 'command', node: root, way: 'command' };
  if (kind !== 'config') return;
  yield { kind: 'config', node: root, way: '' };
  for (const [key, inner] of NESTED) {
    for (const { key: name, node } of entriesOf(get(root, key)))
      yield { kind: inner, node, way: `${key}.${name}` };
  }
  for (const { key, node } of mcpServersOf(root)) {
    const type = stringOf(get(node, 'type'));
    if (type === 'local' || type === 'remote') yield { kind: type, node, way: `mcp.${key}` };
  }
}

const NESTED: readonly (readonly [string, Kind])[] = [
  ['agent', 'agent'],
  ['agents', 'agent'],
  ['mode', 'agent'],
  ['command', 'command'],
  ['commands', 'command'],
];

function judge({ key, place }: Entry, part: Part, context: AuditContext): Hit | null {
  const { semantics } = context.project;
  const known = knownKeysOf(part.kind, semantics);
  // A note to the reader; and version 2's permissions, which have a rule of their own.
  if (known.includes(key) || NOTE.test(key) || key === 'permissions') return null;
  const meant = meantBy(key, part.kind, known);
  // The list of version 2 is not known to be whole, so that only slips of it count.
  if (meant === null && (EXTRA_KEYS_HAVE_A_USE.has(part.kind) || semantics.dialect === 2)) return null;
  const { path, line } = place;
  const common = { path, line, scope: `${part.way} ${key}` };
  const message = messageFor(key, part.kind, meant, semantics);
  if (meant === null)
    return { ...common, message, remedy: 'Remove it, or correct its name.', severity: 'low' };
  const free = meant.rename !== undefined && get(part.node, meant.rename) === undefined;
  const offer = free && meant.rename !== undefined ? withKey(context, place, key, meant.rename) : {};
  return { ...common, message, remedy: `Write ${meant.instead}.`, ...offer };
}

const NOTE = /^(?:[_$]|\/\/|x-|(?:name|title|description|comments?|notes?)$)/;

/** Agents hand what they do not know to the provider, and people keep notes in commands. */
const EXTRA_KEYS_HAVE_A_USE: ReadonlySet<Kind> = new Set(['agent', 'command']);

function messageFor(key: string, kind: Kind, meant: Meant | null, semantics: Semantics): string {
  const opening = `OpenCode ${semantics.version} does not know the key ${quoteName(key)} ${WHERE[kind]}`;
  if (kind === 'config' && semantics.unknownKeys === 'refused') return `${opening}: it refuses to start.`;
  return `${opening}: ${meant?.effect ?? EFFECT[kind] ?? DROPPED}`;
}

const DROPPED = 'it starts without a word, and what stands there has no effect.';

const EFFECT: Readonly<Partial<Record<Kind, string>>> = {
  agent: 'it hands what stands there to the provider, and limits nothing by it.',
};

const WHERE: Readonly<Record<Kind, string>> = {
  config: 'in its configuration',
  agent: 'in an agent',
  command: 'in a command',
  local: 'in a local MCP server',
  remote: 'in a remote MCP server',
};

function meantBy(key: string, kind: Kind, known: readonly string[]): Meant | null {
  const table = MEANT[kind];
  if (Object.hasOwn(table, key)) return table[key] ?? null;
  const near = nearest(key, known);
  const isTypo = near !== null && key.length >= 5 && key !== 'top_k' && near[0] === key[0]?.toLowerCase();
  return isTypo ? { instead: `"${near}"`, rename: near } : null;
}
