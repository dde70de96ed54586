import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDemo } from '../../src/demo/check-demo.ts';
import { CLAIMS, CLEAN, type Claim } from '../../src/demo/sample/claims.ts';
import { undecided } from '../../src/gate/settle.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import type { Outcome, Verdict } from '../../src/verdict/verdict.ts';

const findingOf = ({ path, line, evidence, source, name }: Claim): Finding => ({
  id: `${path}:${line}`,
  source,
  rule: source === 'rule' ? name : 'agent',
  severity: 'high',
  confidence: 'high',
  category: source === 'rule' ? 'permissions' : name,
  path,
  startLine: line,
  endLine: line,
  side: 'head',
  title: 'title',
  message: 'message',
  evidence,
});

type Change = {
  readonly verdict?: Verdict;
  readonly claims?: readonly Claim[];
  readonly more?: readonly Finding[];
  readonly dropped?: number;
  readonly relocated?: number;
  readonly complete?: boolean;
};

function outcomeOf({ verdict = 'block', claims = CLAIMS, more = [], ...rest }: Change = {}): Outcome {
  const of = (source: Claim['source']) => claims.filter((claim) => claim.source === source).map(findingOf);
  return {
    ...undecided({ code: 'internal', message: 'Replaced below.' }),
    verdict,
    audit: { verdict, findings: of('rule'), matrix: [], reasons: [] },
    review: {
      verdict,
      findings: [...of('agent'), ...more],
      dropped: rest.dropped ?? 1,
      relocated: rest.relocated ?? 1,
      coverage: { entries: [], complete: rest.complete ?? true },
      usage: { input: 0, output: 0, cached: 0, costUsd: 0 },
      durationMs: 0,
      summary: '',
      reasons: [],
    },
  };
}

const claimed = CLAIMS.map(findingOf);
const other = (change: Partial<Finding>): Finding => ({ ...(claimed[0] as Finding), ...change });

test('an outcome that shows all of the sample lacks nothing', () => {
  assert.deepEqual(checkDemo(outcomeOf()), []);
});

test('a verdict other than block is missed on the whole, in the audit and in the review', () => {
  for (const verdict of ['pass', 'inconclusive'] as const) {
    assert.equal(checkDemo(outcomeOf({ verdict })).length, 3);
  }
});

for (const claim of CLAIMS) {
  test(`${claim.name} in ${claim.path} is missed when it is not shown, and when it stands on another line`, () => {
    const claims = CLAIMS.filter((each) => each !== claim);
    const sentence = `Not shown: ${claim.name} at ${claim.path}:${claim.line}.`;
    assert.deepEqual(checkDemo(outcomeOf({ claims })), [sentence]);
    const moved = checkDemo(outcomeOf({ claims: [...claims, { ...claim, line: claim.line + 100 }] }));
    assert.equal(moved[0], sentence);
    assert.equal(moved.length, 2);
  });
}

const WRONG: readonly (readonly [string, Change, RegExp])[] = [
  ['a finding in the clean file', { more: [other({ path: CLEAN })] }, /which is clean/],
  [
    'an invented finding',
    { more: [other({ rule: 'agent', title: 'made up', startLine: 1 })] },
    /does not have it/,
  ],
  ['a finding that was not dropped', { dropped: 0 }, /0 findings were dropped/],
  ['a finding that was not moved', { relocated: 0 }, /0 findings were moved/],
  ['a part that was not reviewed', { complete: false }, /Not every part/],
];

for (const [what, change, sentence] of WRONG) {
  test(`${what} is told`, () => {
    assert.match(checkDemo(outcomeOf(change)).join('\n'), sentence);
  });
}
