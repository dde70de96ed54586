import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash } from '../../src/adapters/hash.ts';
import type { ChangedFile } from '../../src/change/change.ts';
import { GateError } from '../../src/errors.ts';
import { type ReviewParts, reviewChange } from '../../src/gate/review-change.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';
import type { Agent, Settled } from '../../src/ports.ts';
import type { Turn } from '../../src/review/turn.ts';
import type { TrailEvent } from '../../src/trail/event.ts';
import { changedFile, changeOf, hunk } from '../review/fixtures.ts';

const USAGE = { input: 10, output: 5, cached: 0, costUsd: 0 };
const answered = (text: string): Turn => ({ outcome: 'answered', text, usage: USAGE, toolCalls: [] });
const failed = (code: 'agent-idle' | 'model-failed' | 'agent-permission-rejected'): Turn => ({
  outcome: 'failed',
  reason: { code, message: `It was ${code}.` },
  usage: USAGE,
  toolCalls: [],
});

const FINDING = {
  path: 'a.ts',
  startLine: 1,
  severity: 'high',
  confidence: 'high',
  category: 'security',
  title: 'T',
  message: 'M',
  evidence: 'bad();',
};
const report = (rest: object = {}) =>
  JSON.stringify({ version: 1, summary: 'Fine.', findings: [], reviewed: ['a.ts'], ...rest });
const found = (rest: object = {}) => report({ findings: [{ ...FINDING, ...rest }] });
const pathsIn = (brief: string) => [...brief.matchAll(/^=== (\S+) /gmu)].map((match) => match[1] ?? '');

type Answer = (question: string, asked: number) => Turn | Promise<Turn>;

/** An agent whose answers are given: the port as this layer sees it. `asked` are the questions by conversation. */
function agentThat(answer: Answer, settled: Settled = { usage: USAGE, trouble: null }) {
  const asked: string[][] = [];
  const agent: Agent = {
    prepare: () => Promise.resolve(),
    open: () => {
      const questions: string[] = [];
      asked.push(questions);
      return Promise.resolve({
        view: '/pr',
        ask: async (text: string) => answer(text, questions.push(text)),
        close: () => Promise.resolve(),
      });
    },
    settle: () => Promise.resolve(settled),
    close: () => Promise.resolve(),
  };
  return { agent, asked };
}

const A = changedFile('a.ts', [hunk(['+bad();', '+good();'])]);
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => changedFile(`f${index}`, [hunk([`+${'x'.repeat(300)}`])]));

async function review(answer: Answer, files: readonly ChangedFile[] = [A], rest: Partial<ReviewParts> = {}) {
  const events: TrailEvent[] = [];
  const steps: string[] = [];
  const { agent, asked } = agentThat(answer);
  const result = await reviewChange({
    change: changeOf(...files),
    view: { directory: '/v', renamed: new Map(), leftOut: [], remove: () => Promise.resolve() },
    policy: DEFAULT_POLICY,
    failOn: 'high',
    agent,
    hash,
    fence: 'f3nc3',
    signal: new AbortController().signal,
    trail: { record: (event) => events.push(event) },
    progress: { step: (text) => steps.push(text) },
    ...rest,
  });
  return { result, events, steps, asked, codes: result.reasons.map(({ code }) => code) };
}

test('a valid report without findings passes', async () => {
  const { result, codes } = await review(() => answered(report()));
  assert.deepEqual([result.verdict, codes, result.summary], ['pass', [], 'Fine.']);
  assert.deepEqual(result.usage, USAGE);
  assert.equal(result.coverage.complete, true);
});

test('a proven finding at the threshold blocks', async () => {
  const { result, codes, events } = await review(() => answered(found()));
  assert.deepEqual([result.verdict, codes], ['block', ['finding-at-threshold']]);
  assert.equal(result.findings[0]?.evidence, 'bad();');
  assert.ok(events.some((event) => event.kind === 'finding' && event.became === 'anchored'));
});

test('below the threshold, below the confidence and without proof a finding does not block', async () => {
  const policy = { ...DEFAULT_POLICY, review: { ...DEFAULT_POLICY.review, minConfidence: 'high' as const } };
  for (const [rest, dropped] of [
    [{ severity: 'medium' }, 0],
    [{ confidence: 'low' }, 0],
    [{ evidence: 'never();' }, 1],
  ] as const) {
    const { result } = await review(() => answered(found(rest)), [A], { policy });
    assert.deepEqual([result.verdict, result.dropped], ['pass', dropped]);
  }
});

test('what the policy accepts is shown and does not block, until the entry expires', async () => {
  const first = await review(() => answered(found()));
  const fingerprint = first.result.findings[0]?.id ?? '';
  const accepted = [{ fingerprint, reason: 'known', expires: '2030-01-31' }];
  const policy = { ...DEFAULT_POLICY, accepted };
  const on = async (today: string) => (await review(() => answered(found()), [A], { policy, today })).result;
  assert.deepEqual([(await on('2030-01-31')).verdict, (await on('2030-02-01')).verdict], ['pass', 'block']);
});

test('a report that does not parse is asked for again with its exact errors, in the same conversation', async () => {
  const { result, asked } = await review((_, turn) =>
    answered(turn < 3 ? report({ verdict: 'pass' }) : report()),
  );
  assert.equal(result.verdict, 'pass');
  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.length, 3);
  assert.match(asked[0]?.[1] ?? '', /could not be used as a report:\n\n- the object: .*"verdict"/u);
});

test('after three answers that are no report the bundle is inconclusive', async () => {
  for (const [text, code] of [
    ['LGTM', 'report-invalid'],
    [report({ reviewed: [] }), 'report-invalid'],
    [report({ findings: Array.from({ length: 501 }, () => FINDING) }), 'report-too-large'],
  ] as const) {
    const { result, codes, asked } = await review(() => answered(text));
    assert.equal(result.verdict, 'inconclusive');
    assert.deepEqual(codes, [code, 'coverage-incomplete']);
    assert.equal(asked[0]?.length, 3);
  }
});

test('a large change is reviewed bundle by bundle, and each conversation gets its own hunks', async () => {
  const { result, asked, steps } = await review(
    (brief) => answered(report({ reviewed: pathsIn(brief) })),
    many(6),
    { bundleBytes: 1000 },
  );
  assert.equal(result.verdict, 'pass');
  assert.equal(asked.length, 3);
  assert.deepEqual(
    asked.flatMap((questions) => pathsIn(questions[0] ?? '')),
    many(6).map(({ path }) => path),
  );
  assert.deepEqual(steps[0], 'Reviewing part 1 of 3 (2 files)');
});

test('a trouble of one conversation does not cost the others', async () => {
  const { result, asked, codes } = await review(
    (brief) =>
      brief.includes('part 2') ? failed('agent-idle') : answered(report({ reviewed: pathsIn(brief) })),
    many(6),
    { bundleBytes: 1000 },
  );
  assert.equal(asked.length, 3);
  assert.deepEqual([result.verdict, codes], ['inconclusive', ['agent-idle', 'coverage-incomplete']]);
  const outcomes = result.coverage.entries.map(({ outcome }) => outcome);
  assert.equal(outcomes.filter((outcome) => outcome === 'reviewed').length, 4);
});

test('a trouble that every conversation would meet ends the review and keeps what was found', async () => {
  const [one, ...others] = many(6);
  const files = [one ?? A, ...others];
  const { result, asked, codes } = await review(
    (brief) => {
      if (brief.includes('part 2')) return failed('model-failed');
      const finding = { ...FINDING, path: 'f0', evidence: 'x'.repeat(300) };
      return answered(report({ reviewed: pathsIn(brief), findings: [finding] }));
    },
    files,
    { bundleBytes: 1000 },
  );
  assert.equal(asked.length, 2);
  assert.equal(result.findings.length, 1);
  assert.deepEqual(
    [result.verdict, codes],
    ['block', ['finding-at-threshold', 'model-failed', 'coverage-incomplete']],
  );
});

test('an abort ends the review at once with its own reason and keeps what was found', async () => {
  const stop = new AbortController();
  const never = new Promise<Turn>(() => undefined);
  const { result, codes } = await review(
    (brief) => {
      if (!brief.includes('part 2')) return answered(report({ reviewed: pathsIn(brief) }));
      stop.abort(new GateError('interrupted', 'Stopped by hand.'));
      return never;
    },
    many(6),
    { bundleBytes: 1000, signal: stop.signal },
  );
  assert.deepEqual([result.verdict, codes], ['inconclusive', ['interrupted', 'coverage-incomplete']]);
  assert.equal(result.coverage.entries.filter(({ outcome }) => outcome === 'reviewed').length, 2);
});

test('the word of the model gateway makes a good review inconclusive', async () => {
  const trouble = { code: 'tampered', message: 'It asked for more.' } as const;
  const { agent } = agentThat(() => answered(report()), { usage: USAGE, trouble });
  const { result, codes } = await review(() => answered(report()), [A], { agent });
  assert.deepEqual([result.verdict, codes], ['inconclusive', ['tampered']]);
});

test('an agent that cannot open a conversation is a reason and not an exception', async () => {
  const { agent } = agentThat(() => answered(report()));
  const open = () => Promise.reject(new GateError('sandbox-failed', 'No sandbox.'));
  const { result, codes } = await review(() => answered(report()), [A], { agent: { ...agent, open } });
  assert.deepEqual([result.verdict, codes], ['inconclusive', ['sandbox-failed', 'coverage-incomplete']]);
});

test('a change that holds nothing to read passes, says so and asks nobody', async () => {
  const moved = changedFile('b', [], { status: 'renamed', basePath: 'a' });
  const { result, codes, asked } = await review(() => answered(report()), [moved]);
  assert.deepEqual([result.verdict, codes, asked.length], ['pass', ['nothing-to-review'], 0]);
});

test('a line that fits no brief makes the review inconclusive', async () => {
  const minified = changedFile('a.min.js', [hunk([`+${'x'.repeat(100_000)}`])]);
  const { result, codes } = await review(() => answered(report()), [A, minified]);
  assert.deepEqual([result.verdict, codes], ['inconclusive', ['coverage-incomplete']]);
});

test('a flood of findings is capped from the mild end, and it is said', async () => {
  const lines = Array.from({ length: 400 }, (_, index) => `+bad(${index});`);
  const findings = lines.map((line, index) => ({
    ...FINDING,
    startLine: index + 1,
    evidence: line.slice(1),
    severity: index === 399 ? 'critical' : 'low',
  }));
  const { result } = await review(() => answered(report({ findings })), [changedFile('a.ts', [hunk(lines)])]);
  assert.equal(result.findings.length, 50);
  assert.equal(result.findings[0]?.severity, 'critical');
  assert.match(result.summary, /Not shown: 350 over the number/u);
});
