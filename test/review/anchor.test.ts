import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { ChangedFile } from '../../src/change/change.ts';
import { anchorFindings } from '../../src/review/anchor.ts';
import type { ReportedFinding } from '../../src/review/report.ts';
import { changedFile, hunk } from './fixtures.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

const FILE = changedFile('src/a.ts', [
  hunk([' function a() {', '-  check();', '+  run(input);', '+  run(input);', ' }'], 10, 10),
  hunk(['+const once = 1;', '+  const two = 2;\r', ' const same = 3;', '-const gone = 4;', ' '], 40, 39),
]);

function reported(rest: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    path: 'src/a.ts',
    startLine: 40,
    severity: 'high',
    confidence: 'high',
    category: 'security',
    title: 'T',
    message: 'M',
    evidence: 'const once = 1;',
    ...rest,
  };
}

function anchor(rest: Partial<ReportedFinding>, files: readonly ChangedFile[] = [FILE]) {
  const report = { version: 1 as const, summary: '', findings: [reported(rest)], reviewed: [] };
  const [result] = anchorFindings(report, files, hash);
  assert.ok(result);
  return result;
}

const PLACES: readonly [string, Partial<ReportedFinding>, string, string][] = [
  ['an added line at its number', {}, 'anchored', 'head 40-40'],
  [
    'one of two equal lines at its number',
    { evidence: '  run(input);', startLine: 12 },
    'anchored',
    'head 12-12',
  ],
  ['a removed line at its number', { evidence: '  check();', startLine: 11 }, 'anchored', 'base 11-11'],
  [
    'consecutive added lines',
    { evidence: '  run(input);\n  run(input);', startLine: 11 },
    'anchored',
    'head 11-12',
  ],
  [
    'lines with unchanged ones around',
    { evidence: 'function a() {\n  run(input);', startLine: 10 },
    'anchored',
    'head 10-11',
  ],
  [
    'removed lines between unchanged ones',
    { evidence: 'function a() {\n  check();\n}', startLine: 10 },
    'anchored',
    'base 10-12',
  ],
  ['a line feed at the end', { evidence: 'const once = 1;\n' }, 'anchored', 'head 40-40'],
  [
    'white space and CR at the ends of lines',
    { evidence: '  const two = 2;  ', startLine: 41 },
    'anchored',
    'head 41-41',
  ],
  ['the line prefix of the brief', { evidence: 'h40 +|const once = 1;' }, 'anchored', 'head 40-40'],
  ['a wrong number', { startLine: 999 }, 'relocated', 'head 40-40'],
  ['the number of another file', { startLine: 1 }, 'relocated', 'head 40-40'],
  [
    'a removed line with a wrong number',
    { evidence: 'const gone = 4;', startLine: 1 },
    'relocated',
    'base 40-40',
  ],
  [
    'lines that occur once with a wrong number',
    { evidence: '  run(input);\n  run(input);', startLine: 1 },
    'relocated',
    'head 11-12',
  ],
  [
    'lines that occur twice with a wrong number',
    { evidence: '  run(input);', startLine: 99 },
    'file-level',
    'head 0-0',
  ],
  [
    'an unchanged line at its number',
    { evidence: 'const same = 3;', startLine: 42 },
    'file-level',
    'head 0-0',
  ],
];
for (const [what, rest, became, place] of PLACES) {
  test(`evidence with ${what} is ${became}`, () => {
    const result = anchor(rest);
    assert.equal(result.became, became);
    assert.equal(`${result.finding?.side} ${result.finding?.startLine}-${result.finding?.endLine}`, place);
  });
}

const NOWHERE: readonly [string, Partial<ReportedFinding>][] = [
  ['text that is not in the file', { evidence: 'const never = 1;' }],
  ['a part of a line', { evidence: 'once = 1' }],
  ['another indentation', { evidence: 'const two = 2;', startLine: 41 }],
  ['other spaces inside', { evidence: 'const  once = 1;' }],
  ['an ellipsis', { evidence: 'const once…' }],
  ['lines that are not consecutive', { evidence: 'const once = 1;\nconst same = 3;' }],
  ['lines of both sides', { evidence: '  check();\n  run(input);' }],
  ['lines over the end of a hunk', { evidence: '}\nconst once = 1;' }],
  ['a path outside of the bundle', { path: 'src/b.ts' }],
  ['a path that climbs', { path: '../src/a.ts' }],
  ['an absolute path', { path: '/etc/passwd', evidence: 'root:x:0:0' }],
  ['a path of the prototype', { path: '__proto__' }],
  ['a prefix on some of its lines only', { evidence: 'h40 +|const once = 1;\n  const two = 2;' }],
];
for (const [what, rest] of NOWHERE) {
  test(`evidence with ${what} is dropped`, () => {
    const { path = 'src/a.ts' } = rest;
    assert.deepEqual(anchor(rest), {
      became: 'dropped',
      finding: null,
      reported: { severity: 'high', path },
    });
  });
}

test('a finding carries the text of the change, not what the agent typed', () => {
  assert.equal(
    anchor({ evidence: '  const two = 2;\t ', startLine: 41 }).finding?.evidence,
    '  const two = 2;',
  );
  assert.equal(anchor({ evidence: '  run(input);', startLine: 99 }).finding?.evidence, '');
});

test('hidden characters are matched as the brief shows them', () => {
  const file = changedFile('x', [hunk(['+if (admin\u202e) {\u200b'])]);
  const result = anchor({ path: 'x', startLine: 1, evidence: 'if (admin\\u{202e}) {\\u{200b}' }, [file]);
  assert.equal(result.became, 'anchored');
  assert.equal(result.finding?.evidence, 'if (admin\u202e) {\u200b');
  assert.equal(anchor({ path: 'x', startLine: 1, evidence: 'if (admin) {' }, [file]).became, 'dropped');
});

test('a name with unseen characters is found by the name of the brief', () => {
  const file = changedFile('a\nb', [hunk(['+const once = 1;'])]);
  assert.equal(anchor({ path: 'a\\u{a}b' }, [file]).finding?.path, 'a\nb');
});

test('a line that moved is taken where it is now', () => {
  const file = changedFile('x', [hunk(['-moved();', ' keep', '+moved();'])]);
  const result = anchor({ path: 'x', startLine: 77, evidence: 'moved();' }, [file]);
  assert.deepEqual(
    [result.became, result.finding?.side, result.finding?.startLine],
    ['relocated', 'head', 2],
  );
});

test('a deleted file is anchored at its base', () => {
  const file = changedFile('x', [hunk(['-a', '-b', '-b'])], {
    status: 'deleted',
    headBlob: null,
    headMode: null,
  });
  assert.equal(anchor({ path: 'x', startLine: 1, evidence: 'a' }, [file]).finding?.side, 'base');
  const whole = anchor({ path: 'x', startLine: 9, evidence: 'b' }, [file]);
  assert.deepEqual([whole.became, whole.finding?.side], ['file-level', 'base']);
});

test('the fingerprint survives a move and tells kinds of problems apart', () => {
  const moved = changedFile('src/a.ts', [hunk(['+const once = 1;'], 900)]);
  const id = anchor({}).finding?.id;
  assert.equal(anchor({ startLine: 900 }, [moved]).finding?.id, id);
  assert.notEqual(anchor({ category: 'performance' }).finding?.id, id);
  assert.equal(anchor({ title: 'Other words', severity: 'low' }).finding?.id, id);
});

test('texts lose hidden characters and what is too much', () => {
  const { finding } = anchor({
    title: `a\u202eb\n${'t'.repeat(500)}`,
    message: `\u001b[31mred\r\nnext${'m'.repeat(9000)}`,
    remedy: '  ',
    category: 'My-own\nkind',
  });
  assert.ok(finding);
  assert.ok(finding.title.length <= 170 && finding.title.startsWith('a\\u{202e}b t'));
  assert.ok(finding.message.startsWith('\\u{1b}[31mred\nnextm') && finding.message.length <= 4020);
  assert.equal(finding.category, 'other');
  assert.equal('remedy' in finding, false);
});

const SUGGESTIONS: readonly [string, Partial<ReportedFinding>, string | undefined][] = [
  ['for its own line stays', { suggestion: 'const once = 2;' }, 'const once = 2;'],
  [
    'for its own lines stays',
    { startLine: 11, endLine: 12, evidence: '  run(input);\n  run(input);', suggestion: '' },
    '',
  ],
  ['for more lines than were quoted goes', { endLine: 42, suggestion: 'x' }, undefined],
  ['with hidden characters goes', { suggestion: 'if (a\u202e)' }, undefined],
  ['with a carriage return goes', { suggestion: 'a\r\nb' }, undefined],
  ['over its size goes', { suggestion: 'x'.repeat(5000) }, undefined],
  ['without a change goes', { suggestion: 'const once = 1;' }, undefined],
  ['for a removed line goes', { startLine: 11, evidence: '  check();', suggestion: 'x' }, undefined],
  ['for the whole file goes', { startLine: 99, evidence: '  run(input);', suggestion: 'x' }, undefined],
];
for (const [what, rest, kept] of SUGGESTIONS) {
  test(`a suggestion ${what}`, () => {
    assert.equal(anchor(rest).finding?.suggestion, kept);
  });
}

for (const path of ['.github/workflows/ci.yml', '.opencode/agent/x.md', 'sub/opencode.json', 'AGENTS.md']) {
  test(`a suggestion for ${path} goes`, () => {
    const file = changedFile(path, [hunk(['+a: 1'])]);
    const result = anchor({ path, startLine: 1, evidence: 'a: 1', suggestion: 'a: 2' }, [file]);
    assert.equal(result.became, 'anchored');
    assert.equal(result.finding?.suggestion, undefined);
  });
}

test('a line that occurs ten thousand times is never taken for the only one, and costs little', () => {
  const file = changedFile('x', [hunk(Array.from({ length: 20_000 }, () => '+a'))]);
  const findings = Array.from({ length: 500 }, (_, index) =>
    reported({ path: 'x', startLine: 50_000 + index, evidence: 'a\n'.repeat(99) }),
  );
  const start = process.cpuUsage();
  const results = anchorFindings({ version: 1, summary: '', findings, reviewed: [] }, [file], hash);
  const used = process.cpuUsage(start);
  assert.ok(results.every(({ became }) => became === 'file-level'));
  assert.ok(used.user + used.system < 10_000_000, `${used.user} microseconds`);
});
