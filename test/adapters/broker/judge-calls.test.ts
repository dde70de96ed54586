import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeCalls } from '../../../src/adapters/broker/judge-calls.ts';
import { parseBrokerEvent } from '../../../src/adapters/broker/parse-event.ts';

type Decision = 'forwarded' | 'refused' | 'failed';
type Told = readonly (readonly [Decision, string?])[];

const call = ([decision, why]: Told[number]) => ({
  kind: 'call' as const,
  route: 'POST /v1/chat/completions',
  decision,
  ...(why !== undefined && { why }),
  bytesIn: 1,
  bytesOut: 1,
  ms: 1,
});

const STORIES: readonly (readonly [string, Told, string | null])[] = [
  ['nothing', [], null],
  ['an answer', [['forwarded']], null],
  ['a failure and then an answer', [['failed', 'status 429'], ['forwarded']], null],
  ['an answer and then a failure', [['forwarded'], ['failed', 'status 429']], 'model-failed'],
  ['an agent that hung up', [['forwarded'], ['failed', 'the agent hung up']], null],
  [
    'a provider that was given up',
    [
      ['failed', 'status 429'],
      ['failed', 'gave up'],
    ],
    'model-failed',
  ],
  ['an empty budget', [['forwarded'], ['refused', 'budget: requests'], ['forwarded']], 'model-budget'],
  ['a wrong route', [['refused', 'route'], ['forwarded']], 'tampered'],
  ['a wrong token', [['refused', 'token']], 'tampered'],
  [
    'all at once',
    [
      ['failed', 'status 500'],
      ['refused', 'budget: time'],
      ['refused', 'body: not JSON'],
    ],
    'tampered',
  ],
];

for (const [what, story, code] of STORIES) {
  test(`${what} comes to ${code ?? 'no trouble'}`, () => {
    const judge = judgeCalls();
    for (const told of story) judge.add(call(told));
    assert.equal(judge.trouble()?.code ?? null, code);
  });
}

test('a failure says what to do about it', () => {
  const judge = judgeCalls();
  judge.add(call(['failed', 'status 401']));
  assert.match(judge.trouble()?.message ?? '', /status 401.*api-key/u);
});

for (const [what, line] of [
  ['no JSON', 'hello'],
  ['no event', '{"kind":"other"}'],
  ['an event with an extra key', '{"kind":"ready","key":"x"}'],
  ['a call without its decision', '{"kind":"call","route":"x","bytesIn":1,"bytesOut":1,"ms":1}'],
  ['a negative count', JSON.stringify({ ...call(['forwarded']), bytesIn: -1 })],
] as const) {
  test(`a line that is ${what} is not taken for an event`, () => {
    assert.equal(parseBrokerEvent(line), null);
  });
}

test('an event is taken as it is', () => {
  assert.deepEqual(parseBrokerEvent(JSON.stringify(call(['refused', 'route']))), call(['refused', 'route']));
});
