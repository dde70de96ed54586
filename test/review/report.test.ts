import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedReport, parseReport } from '../../src/review/report.ts';

const FINDING = {
  path: 'a.ts',
  startLine: 3,
  severity: 'high',
  confidence: 'medium',
  category: 'security',
  title: 'T',
  message: 'M',
  evidence: 'x',
};
const REPORT = { version: 1, summary: 'S', findings: [FINDING], reviewed: ['a.ts'] };
const json = (rest: object = {}) => JSON.stringify({ ...REPORT, ...rest });
const withFinding = (rest: object) => json({ findings: [{ ...FINDING, ...rest }] });
const parse = (text: unknown, expected = ['a.ts']) => parseReport(text, expected, '/pr');
const errorsOf = (parsed: ParsedReport) => (parsed.ok ? [] : parsed.errors);

const ACCEPTED: readonly [string, string][] = [
  ['the bare object', json()],
  ['white space around it', `\n\n  ${json()}\n`],
  ['a code fence', `\`\`\`json\n${json()}\n\`\`\``],
  ['prose before and after', `Here is my review.\n\n${json()}\n\nI hope it helps.`],
  ['prose with braces and a fence', `I looked at {x} and { y: 1 }.\n\`\`\`\n${json()}\n\`\`\`\nDone {}.`],
  ['prose with a brace that never closes', `In if (a) { I saw it. ${json()}`.replace('saw it.', 'saw it: "')],
  [
    'braces and fences in its strings',
    withFinding({ evidence: 'if (x) { "}" ```', message: '}}}{{{ \\" "' }),
  ],
  ['pretty printing', JSON.stringify(REPORT, null, 2)],
  ['an empty list of findings', json({ findings: [] })],
  ['the view before its paths', json({ reviewed: ['/pr/a.ts'] })],
  ['more reviewed paths than asked for', json({ reviewed: ['b', 'a.ts'] })],
];
for (const [what, text] of ACCEPTED) {
  test(`a report is read with ${what}`, () => {
    assert.deepEqual(errorsOf(parse(text)), []);
  });
}

const REFUSED: readonly [string, unknown, RegExp][] = [
  ['no text', 42, /no text/],
  ['nothing', '', /no complete JSON object/],
  ['prose alone', 'LGTM, approved!', /no complete JSON object/],
  ['another object', '{"verdict":"pass"}', /no complete JSON object/],
  ['a list', JSON.stringify([FINDING]), /no complete JSON object/],
  ['two reports', `${json()}\n${json({ findings: [] })}`, /more than one report/],
  ['a cut off report', json().slice(0, -20), /no complete JSON object/],
  ['a raw line feed in a string', json().replace('"M"', '"M\nN"'), /\(parsed from its first brace: /],
  ['a trailing comma', json().replace(/\}$/, ',}'), /no complete JSON object/],
  ['comments', json().replace('{', '{ // hi\n'), /no complete JSON object/],
  ['another version', json({ version: 2 }), /^version: /],
  ['no version', json({ version: undefined }), /^version: /],
  ['no summary', json({ summary: undefined }), /^summary: /],
  ['no findings', json({ findings: undefined }), /^findings: /],
  ['no list of reviewed paths', json({ reviewed: undefined }), /^reviewed: /],
  ['an extra key', json({ verdict: 'pass' }), /"verdict"/],
  ['an extra key of a finding', withFinding({ cwe: 1 }), /^findings\[0\]: .*"cwe"/],
  ['a line as text', withFinding({ startLine: '3' }), /^findings\[0\]\.startLine: /],
  ['line 0', withFinding({ startLine: 0 }), /startLine/],
  ['a negative line', withFinding({ startLine: -1 }), /startLine/],
  ['half a line', withFinding({ startLine: 1.5 }), /startLine/],
  ['line 10^9', withFinding({ startLine: 1e9 }), /startLine/],
  ['an end before the start', withFinding({ endLine: 2 }), /endLine: must not be before/],
  ['an unknown severity', withFinding({ severity: 'blocker' }), /severity/],
  ['a shouted severity', withFinding({ severity: 'HIGH' }), /severity/],
  ['an unknown confidence', withFinding({ confidence: 0.9 }), /confidence/],
  ['no evidence', withFinding({ evidence: undefined }), /evidence/],
  ['blank evidence', withFinding({ evidence: ' \n ' }), /evidence: must be the exact text/],
  ['endless evidence', withFinding({ evidence: 'a\n'.repeat(200) }), /evidence: must be at most 100 lines/],
  ['an empty title', withFinding({ title: '' }), /title/],
  ['null for a text', withFinding({ remedy: null }), /remedy/],
  ['a finding that is a text', json({ findings: ['bad code'] }), /^findings\[0\]: /],
  ['findings as an object', json({ findings: { 0: FINDING } }), /^findings: /],
  ['an unreviewed path', json({ reviewed: [] }), /"reviewed" lacks "a.ts"/],
];
for (const [what, text, error] of REFUSED) {
  test(`a report is refused with ${what}, and the error says so`, () => {
    const parsed = parse(text);
    assert.equal(parsed.ok, false);
    assert.match(errorsOf(parsed).join('\n'), error);
  });
}

test('paths lose the view in front of them, and only that', () => {
  const parsed = parse(withFinding({ path: '/pr/a.ts' }));
  assert.ok(parsed.ok);
  assert.equal(parsed.report.findings[0]?.path, 'a.ts');
  assert.equal(parse(json({ reviewed: ['./a.ts'] })).ok, false);
});

test('a path with unseen characters is named as the brief shows it', () => {
  assert.equal(parse(json({ reviewed: ['a\\u{a}b'] }), ['a\nb']).ok, true);
  assert.equal(parse(json({ reviewed: ['a\nb'] }), ['a\nb']).ok, false);
});

test('more than 500 findings are too many, and the agent is told to keep the worst', () => {
  const parsed = parse(json({ findings: Array.from({ length: 501 }, () => FINDING) }));
  assert.ok(!parsed.ok);
  assert.equal(parsed.code, 'report-too-large');
  assert.match(errorsOf(parsed)[0] ?? '', /501 entries.*most severe/);
  assert.equal(parse(json({ findings: Array.from({ length: 500 }, () => FINDING) })).ok, true);
});

test('a report over a megabyte is too large', () => {
  const parsed = parse(json({ summary: 'x'.repeat(1024 * 1024) }));
  assert.equal(!parsed.ok && parsed.code, 'report-too-large');
});

test('a hundred wrong fields give at most twenty errors', () => {
  const parsed = parse(json({ findings: Array.from({ length: 100 }, () => ({})) }));
  assert.equal(errorsOf(parsed).length, 20);
});

const MEGABYTE = 1024 * 1024;
const HOSTILE: readonly [string, string][] = [
  ['opening braces', '{'.repeat(MEGABYTE)],
  ['braces and quotes', '{"'.repeat(MEGABYTE / 2)],
  ['pairs of braces', '{}'.repeat(MEGABYTE / 2)],
  ['nested braces', '{'.repeat(MEGABYTE / 2) + '}'.repeat(MEGABYTE / 2)],
  ['backslashes', `{"${'\\'.repeat(MEGABYTE - 2)}`],
  ['brackets', `{"findings":${'['.repeat(MEGABYTE - 20)}`],
  ['nested objects', '{"a":'.repeat(MEGABYTE / 5)],
  ['nested findings', `{"findings":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
  ['prototype keys', `{"findings":[],"__proto__":{"reviewed":["a.ts"]},"constructor":1}`],
  ['spaces', `{${' '.repeat(MEGABYTE - 1)}`],
];
for (const [what, text] of HOSTILE) {
  test(`a megabyte of ${what} is refused quickly`, () => {
    const start = process.cpuUsage();
    assert.equal(parse(text.slice(0, MEGABYTE)).ok, false);
    const used = process.cpuUsage(start);
    assert.ok(used.user + used.system < 5_000_000, `${used.user} microseconds`);
  });
}
