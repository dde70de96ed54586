import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf, openPatience } from '../../src/broker/failures.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');

test('a status that repeats is passed on twice and then replaced by one that does not', () => {
  const patience = openPatience();
  const answers = [1, 2, 3].map(() => patience.answerTo(failureOf(503, undefined, NOW)).status);
  assert.deepEqual(answers, [503, 503, 424]);
  assert.equal(patience.isOver(), true);
});

test('a success in between starts the count again', () => {
  const patience = openPatience();
  patience.answerTo(failureOf(500, undefined, NOW));
  patience.answerTo(failureOf(500, undefined, NOW));
  patience.recover();
  assert.equal(patience.answerTo(failureOf(500, undefined, NOW)).status, 500);
  assert.equal(patience.isOver(), false);
});

const WAITS: readonly (readonly [string, number, number | undefined])[] = [
  ['2', 429, 2],
  ['0.2', 429, 1],
  ['30', 429, 30],
  ['Thu, 01 Jan 2026 00:00:10 GMT', 429, 10],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 429, 1],
  ['soon', 429, undefined],
  ['31', 424, undefined],
  ['86400', 424, undefined],
  ['1e300', 424, undefined],
  ['Infinity', 424, undefined],
  ['Fri, 02 Jan 2026 00:00:00 GMT', 424, undefined],
];

for (const [header, status, seconds] of WAITS) {
  test(`a retry-after of "${header}" becomes ${status} and ${seconds ?? 'no wait'}`, () => {
    const answer = openPatience().answerTo(failureOf(429, header, NOW));
    assert.equal(answer.status, status);
    assert.equal(answer.retryAfterSeconds, seconds);
  });
}

for (const status of [400, 401, 402, 403, 404, 413, 422]) {
  test(`${status} is kept, and ends neither the patience nor the agent's own handling`, () => {
    const patience = openPatience();
    assert.deepEqual(patience.answerTo(failureOf(status, '5', NOW)), { status });
    assert.equal(patience.isOver(), false);
  });
}

for (const status of [301, 302, 303, 307, 308, 204, 206]) {
  test(`${status} is no answer: 502 once, and nothing more is asked`, () => {
    const patience = openPatience();
    assert.equal(patience.answerTo(failureOf(status, undefined, NOW)).status, 502);
    assert.equal(patience.isOver(), true);
  });
}
