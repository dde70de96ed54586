import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { foldMatrix } from '../../src/report/matrix/fold.ts';
import { matrixSection } from '../../src/report/matrix/section.ts';
import { renderMatrix } from '../../src/report/matrix/text.ts';
import { redacted } from '../../src/report/redacted.ts';
import { padded, painter, shortened, widthOf, wrapped } from '../../src/report/terminal.ts';
import { renderText } from '../../src/report/text.ts';
import type { MatrixCell, MatrixRow } from '../../src/verdict/verdict.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { outcome } from './sample.ts';

const KEYS = [
  'read',
  'edit',
  'glob',
  'grep',
  'bash',
  'task',
  'external_directory',
  'skill',
  'webfetch',
  'docs_*',
];
const cells = (parts: Readonly<Record<string, MatrixCell>> = {}): MatrixRow['cells'] => ({
  ...Object.fromEntries(KEYS.map((key): [string, MatrixCell] => [key, 'allow'])),
  ...parts,
});
const row = (agent: string, parts: Partial<MatrixRow> = {}): MatrixRow => ({
  agent,
  origin: `.opencode/agent/${agent}.md`,
  cells: cells(),
  ...parts,
});
const text = (matrix: readonly MatrixRow[], columns = 100) => renderMatrix(matrix, columns, painter(false));
const markdown = (matrix: readonly MatrixRow[]) => {
  const { head, rows } = matrixSection(outcome({ audit: { matrix } }));
  return [head, ...rows].join('\n');
};

const SOME = [
  row('reviewer', {
    status: 'changed',
    changed: ['edit', 'bash', 'docs_*'],
    before: { edit: 'deny', bash: 'pattern' },
    cells: cells({ edit: 'ask', bash: 'pattern' }),
  }),
  row('writer', { status: 'same', cells: cells({ bash: 'deny', 'docs_*': 'ask' }) }),
  row('newcomer', { status: 'added' }),
  row('gone', { status: 'removed', cells: cells({ edit: 'deny' }) }),
  row('build', { status: 'same', origin: 'built-in', untouched: true }),
];

suite('the matrix for people', () => {
  test('shows what differs, first what the change is about, and says the rest in words', () => {
    assert.deepEqual(text(SOME), [
      'What the agents may do (1 agent added, 1 agent changed, 1 agent removed)',
      '    agent     bash      edit      docs_*',
      '  ~ reviewer  pattern*  deny→ask  -→allow',
      '  + newcomer  allow     allow     allow',
      '  - gone      allow     deny      allow',
      '    writer    deny      allow     ask',
      '  all of them: external_directory allow, webfetch allow, task allow, read allow, glob allow, grep',
      '  allow, skill allow',
      '  as OpenCode has them: build',
      '  pattern: depends on what is asked for; "explain AGENT" shows how',
      '  *: other patterns than at the base',
      '',
    ]);
  });

  test('says the same in Markdown', () => {
    const page = markdown(SOME);
    for (const part of [
      'Against the base: **1 agent added, 1 agent changed, 1 agent removed**.',
      'The same for all of these agents: `external_directory` allow, `webfetch` allow,',
      'As OpenCode has them: `build`.',
      '| agent | defined in | `bash` | `edit` | `docs_*` |',
      '| `reviewer` (changed) | `.opencode/agent/reviewer.md` | pattern (other patterns) | deny → ask | – → **allow** |',
      '| `newcomer` (added) |',
      '| `gone` (removed) |',
    ]) {
      assert.ok(page.includes(part), `${part}\n---\n${page}`);
    }
  });

  test('a column with one narrower agent is said in words, one with a wider agent is shown', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => row(name));
    const narrower = foldMatrix([...many, row('e', { cells: cells({ bash: 'deny' }) })]);
    assert.deepEqual(
      narrower.same.find(({ key }) => key === 'bash'),
      { key: 'bash', cell: 'allow', except: { agent: 'e', cell: 'deny' } },
    );
    const strict = many.map((one) => ({ ...one, cells: cells({ bash: 'deny' }) }));
    assert.deepEqual(foldMatrix([...strict, row('e')]).keys, ['bash']);
  });

  test('agents that may do the same are counted when there are many, changed ones never', () => {
    const many = Array.from({ length: 40 }, (_, i) => {
      return row(`agent-${i}`, { status: 'same', cells: cells({ edit: i % 2 === 0 ? 'ask' : 'allow' }) });
    });
    const lines = text([...many, row('fresh-1', { status: 'added' }), row('fresh-2', { status: 'added' })]);
    assert.ok(lines.some((line) => line.startsWith('  + fresh-1 ')));
    assert.ok(lines.some((line) => line.startsWith('  + fresh-2 ')));
    assert.ok(lines.some((line) => line.startsWith('    agent-0 +19')));
    assert.ok(lines.length < 12, lines.join('\n'));
  });

  test('no line of the table is wider than the terminal', () => {
    const keys = Array.from({ length: 30 }, (_, i) => `server-with-a-long-name-${i}_*`);
    const wide = ['a', 'b'].map((name, at) =>
      row(`${name}${'x'.repeat(80)}`, {
        cells: Object.fromEntries(keys.map((key): [string, MatrixCell] => [key, at === 0 ? 'allow' : 'ask'])),
      }),
    );
    for (const columns of [80, 100, 120, 200]) {
      for (const line of [...text(wide, columns), ...text(SOME, columns)]) {
        assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
      }
    }
  });

  test('nothing but built-in agents is one sentence', () => {
    const lines = text([row('build', { untouched: true }), row('plan', { untouched: true })]);
    assert.deepEqual(lines, ['What the agents may do', '  as OpenCode has them: build, plan', '']);
    assert.doesNotMatch(markdown([row('build', { untouched: true })]), /^\|/m);
  });

  test('hostile names make no command, no markup and no broken line', () => {
    const next = stringsFrom(randomFrom(72), HOSTILE_PIECES, 6);
    for (let round = 0; round < 400; round += 1) {
      const key = next();
      const hostile = row(next(), {
        origin: next(),
        cells: { [key]: 'ask', ...cells() },
        status: 'changed',
        changed: [key],
        before: { [key]: 'deny' },
      });
      const matrix = [hostile, row(next(), { untouched: true }), row('b')];
      const plain = renderText(outcome({ audit: { matrix } }), { columns: 80 });
      assert.deepEqual(parseLog(plain, { names: 'any' }), []);
      assert.match(plain.replaceAll('\n', ''), /^[^\p{C}\p{Zl}\p{Zp}]*$/u);
    }
  });

  test('a secret in a key is masked in what changed as well', () => {
    const some = outcome({
      audit: { matrix: [row('a', { changed: ['hunter2_*'], before: { 'hunter2_*': 'deny' } })] },
    });
    const masked = redacted(some, (text) => text.replaceAll('hunter2', '***'));
    assert.deepEqual(masked.audit.matrix[0]?.changed, ['***_*']);
    assert.deepEqual(masked.audit.matrix[0]?.before, { '***_*': 'deny' });
  });
});

suite('the columns of a terminal', () => {
  test('wide characters count twice, marks not at all', () => {
    assert.equal(widthOf('レビュー'), 8);
    assert.equal(widthOf('e\u0301'), 1);
    assert.equal(padded('日本', 6), '日本  ');
    assert.equal(shortened('日本語の名前', 6), '日本…');
    assert.equal(shortened('short', 5), 'short');
  });

  test('text is broken between words, and a word never', () => {
    assert.deepEqual(wrapped('one two three', 9, '  '), ['  one two', '  three']);
    assert.deepEqual(wrapped('incomprehensible', 5, ''), ['incomprehensible']);
  });
});
