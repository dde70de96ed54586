import assert from 'node:assert/strict';
import type { Expected } from './fault.ts';
import { type Ended, KEY, type Result } from './run-fault.ts';

/** Everything that holds for a run, whatever the fault; and what this one must come to. */
export function checkFault(ended: Ended, { asUser, ...usual }: Expected): void {
  const expected = process.geteuid?.() === 0 || asUser === undefined ? usual : { ...usual, ...asUser };
  const shown = `exit ${ended.exit}\n${ended.stdout}\n${ended.stderr}`;
  assert.equal(ended.exit, expected.exit, shown);
  if (expected.verdict === null) assert.equal(ended.stdout, '', shown);
  else checkResult(ended.result, expected, shown);
  const message = messageOf(ended);
  assert.match(message, expected.says, shown);
  checkWords(message);
  checkTraces(ended, shown);
  if (!expected.leaves) assert.deepEqual(ended.left, [], 'nothing is left among the temporary files');
  if (expected.within !== undefined)
    assert.ok(ended.ms < expected.within, `it took ${Math.round(ended.ms)} ms`);
}

/** The words of the first reason; for a run without a result, those on standard error. */
export function messageOf({ result, stderr }: Pick<Ended, 'result' | 'stderr'>): string {
  if (result !== null) return result.reasons[0]?.message ?? '';
  const line = stderr.split('\n').findLast((each) => each.startsWith('opencode-review-gate: ')) ?? '';
  return line.replace('opencode-review-gate: ', '');
}

function checkResult(result: Result | null, expected: Expected, shown: string): void {
  assert.ok(result !== null, `a result is printed\n${shown}`);
  assert.equal(result.verdict, expected.verdict, shown);
  const all = result.reasons.map(({ code }) => code);
  const codes = all.filter((code, index) => index === 0 || code !== 'coverage-incomplete');
  const wanted = expected.code === null ? [] : [expected.code, ...(expected.also ?? [])];
  assert.deepEqual([...new Set(codes)], wanted, shown);
  if (expected.verdict !== 'pass')
    assert.notEqual(result.reasons.length, 0, 'a verdict that is no pass has its reason');
  const { findings, dropped, relocated } = result.review;
  const counts = { findings: findings.length, dropped, relocated };
  const { findings: kept = 0, dropped: lost = 0, relocated: moved = 0 } = expected;
  assert.deepEqual(counts, { findings: kept, dropped: lost, relocated: moved }, shown);
  if (expected.lines !== undefined)
    assert.deepEqual(
      findings.map(({ startLine }) => startLine),
      expected.lines,
      shown,
    );
  for (const { message } of result.reasons) checkWords(message);
}

/** One to three sentences for people: no stack, no place in our own files, no line break. */
function checkWords(message: string): void {
  assert.doesNotMatch(
    message,
    /\n|\bat \S+ \(|node:internal|\.[cm]?[jt]s:\d|node_modules|\/dist\/|gate-fault-|undefined|\[object/u,
    message,
  );
  assert.ok(message.length <= 420, `${message.length} characters: ${message}`);
  const sentences = message.split(/[.?!](?:\s|$)/u).filter((part) => part.trim() !== '');
  assert.ok(sentences.length <= 3, `${sentences.length} sentences: ${message}`);
}

/** No process, no key, no stack, and a trail that is whole and ends with the verdict. */
function checkTraces(ended: Ended, shown: string): void {
  assert.deepEqual(ended.survivors, [], 'no process of the run is left');
  const written = `${shown}${JSON.stringify(ended.trail)}`;
  assert.ok(!written.includes(KEY), 'the key is nowhere');
  assert.doesNotMatch(ended.stderr, /^\s+at /mu, 'no stack is shown');
  if (ended.result === null || ended.trail.length === 0) return;
  const last = ended.trail.at(-1);
  assert.deepEqual(
    [last?.kind, last?.verdict],
    ['verdict', ended.result.verdict],
    'the trail ends with the verdict',
  );
}
