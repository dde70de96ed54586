import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { SEVERITIES } from '../../src/verdict/finding.ts';
import { parseLog, shownAnnotations } from '../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const commandsOf = (lines: readonly string[]) => parseLog(lines.join('\n'), { names: 'any' });

test('one finding is one command with its file, lines, title and remedy', () => {
  const { lines, shown, leftOut } = renderAnnotations(
    outcome({ review: { findings: [finding({ path: 'src/a, b:c.ts', endLine: 14 })] } }),
  );
  assert.deepEqual({ shown, leftOut }, { shown: 1, leftOut: 0 });
  assert.deepEqual(commandsOf(lines), [
    {
      name: 'error',
      properties: {
        file: 'src/a, b:c.ts',
        line: '12',
        endLine: '14',
        title: 'high: SQL built from user input',
      },
      data: 'The name reaches the query unescaped.\nHow to fix it: Use a parameter.\n(reviewer, security, confidence high, 0123456789abcdef0123456789abcdef)',
      line: lines[0],
    },
  ]);
});

test('severity decides the type, and what blocks is an error whatever its severity', () => {
  const names = (failOn: 'low' | 'never') =>
    SEVERITIES.map((severity) => {
      const { lines } = renderAnnotations(
        outcome({ audit: { findings: [finding({ severity })] }, rest: { failOn } }),
      );
      return commandsOf(lines)[0]?.name;
    });
  assert.deepEqual(names('never'), ['error', 'error', 'warning', 'notice', 'notice']);
  assert.deepEqual(names('low'), ['error', 'error', 'error', 'error', 'notice']);
});

test('at most ten of each type, the worst first, and what found no room is counted', () => {
  const findings = Array.from({ length: 40 }, (_, index) =>
    finding({ severity: SEVERITIES[index % 5] ?? 'info', startLine: 100 - index, endLine: 100 - index }),
  );
  const { lines, shown, leftOut } = renderAnnotations(outcome({ review: { findings } }));
  const commands = commandsOf(lines);
  assert.equal(shownAnnotations(commands).length, commands.length, 'the runner shows all that is printed');
  const titles = commands.map(({ properties }) => properties['title']?.split(':')[0]);
  assert.deepEqual(titles.slice(0, 10), [...Array(8).fill('critical'), 'high', 'high']);
  assert.equal(titles.filter((title) => title === 'low').length, 8);
  assert.equal(shown, 10 + 8 + 10);
  assert.equal(leftOut, 40 - shown);
});

test('an inconclusive run says why in its first error, and that one counts', () => {
  const findings = Array.from({ length: 12 }, () => finding({ severity: 'high' }));
  const { lines, shown, leftOut } = renderAnnotations(
    outcome({
      audit: { findings },
      review: { verdict: 'inconclusive', reasons: [{ code: 'agent-idle', message: 'It was silent.' }] },
      rest: { failOn: 'never', verdict: 'inconclusive' },
    }),
  );
  const [first, ...others] = commandsOf(lines);
  assert.match(first?.data ?? '', /It was silent\. \(agent-idle\)/u);
  assert.equal(others.length, 9);
  assert.deepEqual({ shown, leftOut }, { shown: 9, leftOut: 3 });
});

test('a message is at most 4,096 UTF-16 units, says where the rest is, and splits no character', () => {
  for (const message of [
    'x'.repeat(9_000),
    '😀'.repeat(3_000),
    `x${'😀'.repeat(3_000)}`,
    '\u202e'.repeat(4_000),
  ]) {
    const { lines } = renderAnnotations(outcome({ review: { findings: [finding({ message })] } }));
    const data = commandsOf(lines)[0]?.data ?? '';
    assert.ok(data.length <= 4096 && data.length > 4080, String(data.length));
    assert.ok(data.endsWith('… see the summary'));
    assert.ok(data.isWellFormed());
  }
});

test('no line of another version is named: removed lines, whole files and impossible numbers have none', () => {
  const odd = [
    finding({ side: 'base' }),
    finding({ startLine: 0, endLine: 0 }),
    finding({ startLine: 10 ** 12, endLine: 10 ** 12 }),
    finding({ startLine: Number.NaN, endLine: 3 }),
    finding({ startLine: 1.5, endLine: 3 }),
  ];
  for (const one of odd) {
    const { lines } = renderAnnotations(outcome({ review: { findings: [one] } }));
    assert.deepEqual(Object.keys(commandsOf(lines)[0]?.properties ?? {}), ['file', 'title']);
  }
  const { lines } = renderAnnotations(outcome({ review: { findings: [finding({ side: 'base' })] } }));
  assert.match(commandsOf(lines)[0]?.data ?? '', /^About removed line 12 of this file\./u);
});

test('an end before the start is not written, and columns never are', () => {
  const { lines } = renderAnnotations(outcome({ review: { findings: [finding({ endLine: 3 })] } }));
  assert.deepEqual(Object.keys(commandsOf(lines)[0]?.properties ?? {}), ['file', 'line', 'title']);
});

test('accepted findings are not annotated', () => {
  const accepted = finding({ accepted: { by: 'policy', reason: 'Known.' } });
  assert.deepEqual(renderAnnotations(outcome({ audit: { findings: [accepted] } })), {
    lines: [],
    shown: 0,
    leftOut: 0,
  });
});

test('hostile findings give exactly their own commands', () => {
  const next = stringsFrom(randomFrom(51), HOSTILE_PIECES, 10);
  for (let round = 0; round < 1_500; round++) {
    const hostile = finding({
      path: next(),
      title: next(),
      message: next(),
      remedy: next(),
      category: next(),
    });
    const { lines } = renderAnnotations(outcome({ review: { findings: [hostile] } }));
    const commands = commandsOf(lines);
    assert.equal(commands.length, 1);
    assert.deepEqual(Object.keys(commands[0]?.properties ?? {}), ['file', 'line', 'title']);
  }
});

test('two paths that differ in blanks or breaks stay two paths', () => {
  const files = ['a b', 'a\nb', ' a b', 'a\tb', 'a\u2028b'].map((path) => {
    const { lines } = renderAnnotations(outcome({ review: { findings: [finding({ path })] } }));
    return commandsOf(lines)[0]?.properties['file'];
  });
  assert.equal(new Set(files).size, files.length);
});
