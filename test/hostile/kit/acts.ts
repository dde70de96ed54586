import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

type Node = {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
};

/** Nodes of GitHub's Markdown that fetch, lead away, or are obeyed by a browser. */
const ACTIVE = new Set([
  'image',
  'imageReference',
  'html',
  'link',
  'linkReference',
  'definition',
  'footnoteDefinition',
  'footnoteReference',
]);

/** What GitHub makes of plain text after rendering. */
const IN_TEXT: Readonly<Record<string, RegExp>> = {
  mention: /(?:^|[^\w`])@[\da-z]/iu,
  reference: /(?:^|[^\w&])#\d|\bGH-\d|\w\/[\w.-]+#\d/iu,
  address: /\bhttps?:\/\/|\bwww\.\S/iu,
};

/** What bots obey; they read the source, and not what it looks like. */
const COMMAND = /^\s*\/[a-z]/imu;

/** What a page, a reader's browser or another bot would do because of this Markdown; empty for text that is only text. */
export function actsIn(markdown: string): readonly string[] {
  const found = new Set<string>();
  if (COMMAND.test(markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gmu, ''))) found.add('command');
  for (const node of nodesOf(treeOf(markdown))) {
    if (ACTIVE.has(node.type)) found.add(`${node.type}: ${(node.url ?? node.value ?? '').slice(0, 80)}`);
    if (node.type !== 'text') continue;
    for (const [what, pattern] of Object.entries(IN_TEXT))
      if (pattern.test(node.value ?? '')) found.add(what);
  }
  return [...found];
}

/** The same for several texts by name; null when all of them are only text. */
export function actsInAll(texts: Readonly<Record<string, string>>): string | null {
  const found = Object.entries(texts).flatMap(([name, text]) => {
    const acts = actsIn(text);
    return acts.length === 0 ? [] : [`${name}: ${acts.join(', ')}`];
  });
  return found.length === 0 ? null : found.join('; ');
}

/** The text of every heading, wherever it stands. */
export function headingsIn(markdown: string): readonly string[] {
  const headings = [...nodesOf(treeOf(markdown))].filter(({ type }) => type === 'heading');
  return headings.map((heading) => [...nodesOf(heading)].map(({ value = '' }) => value).join(''));
}

function treeOf(markdown: string): Node {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}
