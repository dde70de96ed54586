import assert from 'node:assert/strict';
import { parseReport } from '../../../src/review/report.ts';
import type { Random } from '../../parity/random.ts';
import { type Target, textOf } from '../target.ts';

export const reportParser: Target = {
  name: 'report parser',
  promise:
    'a report is accepted only with every field in its type and every file named, and nothing is thrown',
  count: 6_000,
  attempt: (random) => attemptWith(random, (text) => parseReport(text, EXPECTED, '/pr').ok),
  control: (random) => attemptWith(random, acceptsAnyJson),
};

const EXPECTED = ['src/a.ts', 'src/b.ts'];

const FINDING = {
  path: 'src/a.ts',
  startLine: 3,
  severity: 'high',
  confidence: 'medium',
  category: 'security',
  title: 'A title',
  message: 'A message.',
  evidence: 'const a = 1;',
};
const REPORT = { version: 1, summary: 'Read.', findings: [FINDING], reviewed: EXPECTED };

/** The valid report in any wrapping is accepted, and a broken one in the same wrapping is not. */
function attemptWith(random: Random, accepts: (text: string) => boolean): void {
  const [before, after] = [wrapping(random), wrapping(random)];
  const valid = `${before}${JSON.stringify(REPORT)}${after}`;
  assert.ok(accepts(valid), `refused: ${JSON.stringify(valid)}`);
  const broken = `${before}${breakReport(random)}${after}`;
  assert.ok(!accepts(broken), `accepted: ${JSON.stringify(broken)}`);
}

const AROUND: readonly string[] = [
  '',
  '\n',
  'Here is the report:\n',
  '```json\n',
  '```\n',
  'done. ',
  '\u200b',
  '[x] ',
  '"quoted" ',
  '{ not json ',
  '{"a":1} ',
  '\\',
  "it's ",
];

function wrapping(random: Random): string {
  return textOf(random, AROUND, 3);
}

function acceptsAnyJson(text: string): boolean {
  return text.includes('"findings"') && text.includes('"reviewed"');
}

const WRONG: readonly unknown[] = [null, true, 1.5, -1, -0.5, 'x', '', [], {}, [[]], { toString: 1 }];
const FIELDS = Object.keys(FINDING);

function breakReport(random: Random): string {
  switch (random.below(6)) {
    case 0:
      return JSON.stringify({
        ...REPORT,
        [random.pick(['version', 'findings', 'reviewed'])]: random.pick([null, 'x', {}, 7]),
      });
    case 1:
      return JSON.stringify({ ...REPORT, findings: [FINDING, { ...FINDING, ...wrongField(random) }] });
    case 2:
      return JSON.stringify({
        ...REPORT,
        reviewed: random.pick([[], ['src/a.ts'], ['src/b.ts', 'SRC/A.TS'], ['src/a.ts ', 'src/b.ts']]),
      });
    case 3: {
      const text = JSON.stringify(REPORT);
      return text.slice(0, 20 + random.below(text.length - 30));
    }
    case 4:
      return `${JSON.stringify(REPORT)}\n${JSON.stringify(REPORT)}`;
    default:
      return JSON.stringify({
        ...REPORT,
        findings: Array.from({ length: 501 + random.below(50) }, () => FINDING),
      });
  }
}

/** A value that is wrong for every field: none of them takes a list, an object, a sign or nothing. */
function wrongField(random: Random): object {
  const field = random.pick(FIELDS);
  const value = random.pick(
    WRONG.filter((each) => typeof each !== 'string' && !(field === 'startLine' && each === 1)),
  );
  return random.chance(20) ? { [field]: undefined } : { [field]: value };
}
