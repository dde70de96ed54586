import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { entriesOf, type Node } from '../../src/opencode/node.ts';
import { parsePlainYaml } from '../../src/opencode/plain-yaml.ts';
import { parseYaml } from '../../src/opencode/yaml.ts';
import { generateSetUp } from '../parity/generate.ts';
import { randomFor } from '../parity/random.ts';

const PATH = 'a.md';

/** A comment means nothing, and is enough to leave a text to the real reader. */
function readReally(text: string): unknown {
  const commented = `${text}\n# comment`;
  assert.equal(parsePlainYaml(commented, PATH, 2), null);
  const document = parseYaml(commented, PATH, 2);
  return document.ok ? shown(document.root) : document.message;
}

/** With all places, and with the order of keys. */
function shown(node: Node): unknown {
  if (node.kind === 'object') {
    return [node.place, entriesOf(node).map((entry) => [entry.key, entry.place, shown(entry.node)])];
  }
  return node.kind === 'array' ? [node.place, node.items.map(shown)] : [node.place, node.value];
}

/** Whether the plain reader took the text; what it made of it must be what the real one makes. */
function compare(text: string): boolean {
  const plain = parsePlainYaml(text, PATH, 2);
  if (plain !== null) assert.deepEqual(shown(plain), readReally(text), JSON.stringify(text));
  return plain !== null;
}

const ORDINARY = `description: Reviews the parts, that's all (of it)
mode: subagent
model: provider/model-4:free
temperature: 0.1
steps: 010
hidden: ~
permission:
  edit: deny
  bash:
    "*": ask
    "git log *": allow
    'npm test': allow

  external_directory:
    "~/x/*": "deny"
  webfetch: ask
`;

const LEFT_ALONE: readonly string[] = [
  '',
  ' ',
  'a',
  'a:',
  'a:\nb: 1',
  'a: b: c',
  'a: [b]',
  'a: {b: c}',
  'a: &b c',
  'a: *b',
  'a: !!str b',
  'a: |\n  b',
  'a: >\n  b',
  'a: b # c',
  'a: b\n  c',
  'a: b\n  c: d',
  'a:\n  b: 1\n c: 2',
  'a: 1\na: 2',
  '"<<": 1',
  '- a',
  '? a',
  '* : a',
  'a: "b\\n"',
  "a: 'it''s'",
  'a: b\r\nc: d',
  'a:\tb',
  'a: b ',
  'a: @b',
  'a: `b`',
  '%YAML 1.2',
  '---\na: b',
  'a: b\u0000',
  'a: b\u0085c',
  'a: "b',
  `a: ${'b'.repeat(2000)}`,
  Array.from({ length: 500 }, (_, i) => `a${i}: b`).join('\n'),
  Array.from({ length: 30 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
];

suite('plain YAML', () => {
  test('ordinary front matter is read as by the real reader', () => {
    assert.ok(compare(ORDINARY));
  });

  for (const text of LEFT_ALONE) {
    test(`left to the real reader: ${JSON.stringify(text).slice(0, 40)}`, () => {
      assert.equal(parsePlainYaml(text, PATH, 2), null);
    });
  }

  test('what is taken of made-up front matter is read as by the real reader', () => {
    const texts = Array.from({ length: 400 }, (_, index) => [...generateSetUp(3, index).files])
      .flat()
      .flatMap(([path, text]) => (path.endsWith('.md') ? (/^---\n(.*?)\n---/s.exec(text)?.[1] ?? []) : []));
    assert.ok(texts.filter(compare).length > 100);
  });

  test('a change of some characters makes another meaning, or none, as it does for the real reader', () => {
    const characters = ' :#"\'*&!-|>[]{},\\\t\n%@`?~_01.é'.split('');
    const pieces = [...characters, '\n  ', '\n    ', ': ', ' #', '<<: ', 'true', '-'];
    const taken = Array.from({ length: 6_000 }, (_, index) => {
      const random = randomFor(11, index);
      const positions = Array.from({ length: ORDINARY.length }, (_, at) => at);
      const at = random.pick(positions);
      const piece = random.pick(['', ...pieces]);
      return compare(ORDINARY.slice(0, at) + piece + ORDINARY.slice(at + (random.chance(50) ? 1 : 0)));
    });
    assert.ok(taken.filter(Boolean).length > 500);
  });
});
