import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoverageEntry, CoverageOutcome } from '../../src/change/coverage.ts';
import { CODES, type Reason } from '../../src/errors.ts';
import {
  blockingFindings,
  combine,
  decideAudit,
  decideReview,
  type ReviewProof,
  redecideAudit,
  redecideReview,
  verdictOf,
  withhold,
} from '../../src/verdict/decide.ts';
import { FAIL_ON, SEVERITIES } from '../../src/verdict/finding.ts';
import { exitCodeOf, type Verdict } from '../../src/verdict/verdict.ts';
import { finding, outcome } from '../report/sample.ts';

const VERDICTS: readonly Verdict[] = ['pass', 'block', 'inconclusive'];

function entry(outcome: CoverageOutcome): CoverageEntry {
  return { path: 'a.ts', hunk: 0, headStart: 1, headLines: 3, outcome, why: 'Because.' };
}

const PROOF: ReviewProof = {
  findings: [],
  failOn: 'high',
  bundles: ['reported', 'reported'],
  coverage: { complete: true, entries: [entry('reviewed'), entry('excluded')] },
  missing: [],
};

const crash: Reason = { code: 'opencode-crashed', message: 'It crashed.' };

/** Each takes one proof away. */
const HOLES: Readonly<Record<string, Partial<ReviewProof>>> = {
  'a bundle without a report': { bundles: ['reported', crash] },
  'no report at all': { bundles: [crash] },
  'a ledger of reviews without a bundle': { bundles: [] },
  'a hunk that was not reached': {
    coverage: { complete: false, entries: [entry('reviewed'), entry('not-reviewed')] },
  },
  'a hunk that was too large': { coverage: { complete: false, entries: [entry('too-large')] } },
  'a binary file': { coverage: { complete: false, entries: [entry('binary')] } },
  'a ledger that calls itself complete': { coverage: { complete: true, entries: [entry('not-reviewed')] } },
  'a ledger that was not closed': { coverage: { complete: false, entries: [entry('reviewed')] } },
  'a rejected permission': { missing: [{ code: 'agent-permission-rejected', message: 'Rejected.' }] },
  'a moved head': { missing: [{ code: 'head-moved', message: 'Moved.' }] },
};

test('a review with every proof passes', () => {
  assert.deepEqual(decideReview(PROOF), { verdict: 'pass', reasons: [] });
});

for (const [name, hole] of Object.entries(HOLES)) {
  test(`a review does not pass with ${name}`, () => {
    const judged = decideReview({ ...PROOF, ...hole });
    assert.equal(judged.verdict, 'inconclusive');
    assert.ok(judged.reasons.length > 0);
  });
}

test('every set of holes and findings: pass only without any, block exactly with a finding at the threshold', () => {
  const names = Object.keys(HOLES);
  for (let set = 0; set < 2 ** names.length; set++) {
    const chosen = names.filter((_, bit) => (set >> bit) % 2 === 1).map((name) => HOLES[name] ?? {});
    const missing = chosen.flatMap((hole) => hole.missing ?? []);
    const proof: ReviewProof = { ...Object.assign({}, PROOF, ...chosen), missing };
    const clean = decideReview(proof);
    assert.equal(clean.verdict, set === 0 ? 'pass' : 'inconclusive', String(set));
    const hit = decideReview({ ...proof, findings: [finding({ severity: 'critical' })] });
    assert.equal(hit.verdict, 'block');
    assert.equal(hit.reasons.length, clean.reasons.length + 1, 'a block names what is missing as well');
  }
});

test('each severity against each threshold', () => {
  for (const [rank, severity] of SEVERITIES.entries()) {
    for (const [limit, failOn] of FAIL_ON.entries()) {
      const expected = failOn !== 'never' && rank <= limit ? 'block' : 'pass';
      assert.equal(decideAudit([finding({ severity })], failOn), expected, `${severity} at ${failOn}`);
      const accepted = finding({ severity, accepted: { by: 'policy', reason: 'Known.' } });
      assert.equal(decideAudit([accepted], failOn), 'pass');
    }
  }
});

test('each code alone: two of them explain a pass, one blocks, every other one is inconclusive', () => {
  const passing = CODES.filter((code) => verdictOf([{ code, message: '' }]) === 'pass');
  const blocking = CODES.filter((code) => verdictOf([{ code, message: '' }]) === 'block');
  assert.deepEqual(passing, ['nothing-to-review', 'review-off']);
  assert.deepEqual(blocking, ['finding-at-threshold']);
});

test('two verdicts become the worse one: block, then inconclusive, then pass', () => {
  for (const audit of VERDICTS) {
    for (const review of VERDICTS) {
      const { verdict } = combine({ verdict: audit, reasons: [] }, { verdict: review, reasons: [] });
      const worst = (['block', 'inconclusive', 'pass'] as const).find(
        (one) => one === audit || one === review,
      );
      assert.equal(verdict, worst);
      assert.equal(exitCodeOf(verdict) === 0, audit === 'pass' && review === 'pass');
    }
  }
});

test('a change without anything to read passes and says so', () => {
  for (const entries of [[], [entry('excluded'), entry('passive-media'), entry('no-lines')]]) {
    const judged = decideReview({ ...PROOF, bundles: [], coverage: { complete: true, entries } });
    assert.equal(judged.verdict, 'pass');
    assert.deepEqual(
      judged.reasons.map(({ code }) => code),
      ['nothing-to-review'],
    );
  }
});

test('a run with a blocking finding and a hole blocks and gives both reasons', () => {
  const judged = outcome({
    audit: { verdict: 'block', findings: [finding({ source: 'rule', rule: 'bash-unrestricted' })] },
    review: { verdict: 'inconclusive', reasons: [crash] },
  });
  assert.equal(judged.verdict, 'block');
  assert.deepEqual(
    judged.reasons.map(({ code }) => code),
    ['finding-at-threshold', 'opencode-crashed'],
  );
});

test('the threshold is counted over both legs, in one sentence', () => {
  const low = finding({ severity: 'critical', source: 'rule' });
  const judged = outcome({
    audit: {
      verdict: 'block',
      findings: [low],
      reasons: [{ code: 'finding-at-threshold', message: '1 critical.' }],
    },
    review: { verdict: 'block', findings: [finding(), finding({ severity: 'low' })] },
  });
  assert.equal(judged.reasons.length, 1);
  assert.match(
    judged.reasons[0]?.message ?? '',
    /^1 critical, 1 high findings reach the threshold \(fail-on: high\)\./u,
  );
});

test('what goes missing afterwards takes a pass away and never a block', () => {
  const late: Reason = { code: 'publish-failed', message: 'Not shown.' };
  assert.equal(withhold(outcome(), [late]).verdict, 'inconclusive');
  assert.equal(withhold(outcome(), []).verdict, 'pass');
  const blocked = withhold(outcome({ review: { verdict: 'block', findings: [finding()] } }), [late]);
  assert.equal(blocked.verdict, 'block');
  assert.deepEqual(
    blocked.reasons.map(({ code }) => code),
    ['finding-at-threshold', 'publish-failed'],
  );
});

test('accepted and mild findings do not block', () => {
  const findings = [
    finding({ severity: 'low' }),
    finding({ accepted: { by: 'existing', reason: 'In the base already.' } }),
    finding({ severity: 'critical' }),
  ];
  assert.deepEqual(blockingFindings(findings, 'high'), [findings[2]]);
});

test('a leg that is decided anew loses what counted for a finding, and nothing else', () => {
  const accepted = { by: 'maintainer', reason: 'R', who: 'w', commit: 'c'.repeat(40) } as const;
  const blocked = outcome({ review: { findings: [finding()] } });
  const judged = decideReview({ ...PROOF, findings: [finding()], missing: [crash] });
  const review = { ...blocked.review, ...judged };
  assert.equal(review.verdict, 'block');
  const after = redecideReview(review, [finding({ accepted })], 'high');
  assert.deepEqual([after.verdict, after.reasons], ['inconclusive', [crash]]);
  const clean = { ...review, ...decideReview({ ...PROOF, findings: [finding()] }) };
  assert.equal(redecideReview(clean, [finding({ accepted })], 'high').verdict, 'pass');
  assert.equal(
    redecideReview({ ...clean, unshown: ['high'] }, [finding({ accepted })], 'high').verdict,
    'block',
  );
  assert.equal(
    redecideReview({ ...clean, unshown: ['low'] }, [finding({ accepted })], 'high').verdict,
    'pass',
  );
});

test('a leg that had no verdict gets none by being decided anew', () => {
  const audit = { verdict: 'inconclusive', findings: [finding()], matrix: [], reasons: [] } as const;
  assert.equal(redecideAudit(audit, [], 'high').verdict, 'inconclusive');
  assert.equal(redecideAudit({ ...audit, verdict: 'block' }, [], 'high').verdict, 'pass');
});

test('findings that are not shown count in the verdict of the whole, too', () => {
  const judged = outcome({ review: { verdict: 'block', unshown: ['high', 'low'] } });
  assert.equal(judged.verdict, 'block');
  assert.match(judged.reasons[0]?.message ?? '', /^1 high finding reaches/u);
});
