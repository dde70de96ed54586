import assert from 'node:assert/strict';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { renderSummary } from '../../../src/report/summary.ts';
import type { Finding } from '../../../src/verdict/finding.ts';
import type { Random } from '../../parity/random.ts';
import { HOSTILE_PIECES } from '../../report/hostile-pieces.ts';
import { finding, outcome } from '../../report/sample.ts';
import { type Target, textOf } from '../target.ts';

export const markdownRenderer: Target = {
  name: 'Markdown renderer',
  promise:
    'a parser of GitHub Markdown finds no image, link, HTML, mention, reference or command of a finding',
  count: 1_500,
  attempt: (random) => checkMarkdown(renderSummary(outcomeOf(random))),
  control: (random) => checkMarkdown(rawText(random)),
};

function outcomeOf(random: Random) {
  return outcome({
    audit: { findings: [hostileFinding(random)] },
    review: { findings: [hostileFinding(random)], summary: hostile(random) },
  });
}

function rawText(random: Random): string {
  const { title, message, remedy } = hostileFinding(random);
  return `### ${title}\n\n${message}\n\n${remedy}`;
}

function hostileFinding(random: Random): Finding {
  return finding({
    path: hostile(random),
    title: hostile(random),
    message: hostile(random),
    evidence: hostile(random),
    remedy: hostile(random),
    category: random.pick(['security', 'error-handling']),
    ...(random.chance(30) ? { suggestion: hostile(random) } : {}),
  });
}

const hostile = (random: Random) => textOf(random, HOSTILE_PIECES, 10);

/** The shape of a syntax tree as far as this page looks at it. */
type Node = {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly Node[];
};

/** Nodes that fetch, lead away or run in a browser. */
const FORBIDDEN = new Set([
  'image',
  'imageReference',
  'html',
  'definition',
  'footnoteDefinition',
  'footnoteReference',
  'linkReference',
]);

/** What GitHub makes of plain text after rendering. */
const ACTS: Readonly<Record<string, RegExp>> = {
  mention: /(?:^|[^\w`])@[\da-z]/iu,
  reference: /(?:^|[^\w&])#\d|\bGH-\d/iu,
  address: /\bhttps?:\/\/|\bwww\.\S/iu,
};

/** What bots obey; they read the source, and not what it looks like. */
const COMMAND = /^\s*\/[a-z]/imu;

function checkMarkdown(text: string): void {
  const tree: Node = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const withoutCode = text.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gmu, '');
  assert.doesNotMatch(withoutCode, COMMAND, 'command');
  for (const node of nodesOf(tree)) {
    assert.ok(!FORBIDDEN.has(node.type), `${node.type}: ${JSON.stringify(node.value ?? text)}`);
    assert.notEqual(node.type, 'link', `link to ${node.url}`);
    if (node.type !== 'text') continue;
    for (const [what, pattern] of Object.entries(ACTS)) assert.doesNotMatch(node.value ?? '', pattern, what);
  }
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodesOf(child);
}
