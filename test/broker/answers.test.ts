import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Progress } from '../../src/broker/dialect.ts';
import { followGoogle } from '../../src/broker/dialects/google-answer.ts';
import { followOpenai } from '../../src/broker/dialects/openai-answer.ts';
import { followResponses } from '../../src/broker/dialects/responses-answer.ts';

const START: Progress = { tokens: null, isCounted: false, isEnded: false };

function followAll(
  follow: (event: unknown, before: Progress) => Progress,
  events: readonly unknown[],
): Progress {
  return events.reduce<Progress>((before, event) => follow(event, before), START);
}

describe('an answer of OpenAI responses', () => {
  const usage = {
    input_tokens: 20,
    input_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
    output_tokens: 5,
  };
  const tokens = { input: 10, output: 5, cached: 8, written: 2 };
  const last = (type: string, more: object = {}) => ({
    type,
    response: { status: type.slice('response.'.length), usage, ...more },
  });

  test('is counted by its last event', () => {
    const begun = { type: 'response.created', response: { object: 'response', usage: null } };
    const delta = { type: 'response.output_text.delta', delta: '{"usage":{"input_tokens":1}}' };
    assert.deepEqual(followAll(followResponses, [begun, delta]), START);
    const all = [begun, delta, last('response.completed')];
    assert.deepEqual(followAll(followResponses, all), { tokens, isCounted: true, isEnded: true });
  });

  test('without a stream is counted by itself', () => {
    const whole = { object: 'response', status: 'completed', usage };
    assert.deepEqual(followAll(followResponses, [whole]), { tokens, isCounted: true, isEnded: true });
  });

  for (const [what, event, isEnded] of [
    [
      'cut at its limit',
      last('response.incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
      true,
    ],
    [
      'stopped by a filter',
      last('response.incomplete', { incomplete_details: { reason: 'content_filter' } }),
      true,
    ],
    ['cut for another reason', last('response.incomplete', { incomplete_details: { reason: 'x' } }), false],
    ['that failed', last('response.failed'), false],
  ] as const) {
    test(`${what} ${isEnded ? 'is' : 'is not'} at its end, and its usage counts`, () => {
      assert.deepEqual(followAll(followResponses, [event]), { tokens, isCounted: isEnded, isEnded });
    });
  }

  test('with more cached than read is not counted below nothing', () => {
    const strange = {
      input_tokens: 3,
      input_tokens_details: { cached_tokens: 9, cache_write_tokens: 9 },
      output_tokens: 1,
    };
    const event = { object: 'response', status: 'completed', usage: strange };
    assert.deepEqual(followAll(followResponses, [event]).tokens, {
      input: 0,
      output: 1,
      cached: 3,
      written: 0,
    });
  });
});

describe("an answer of Google's", () => {
  const usageMetadata = {
    promptTokenCount: 20,
    cachedContentTokenCount: 8,
    candidatesTokenCount: 5,
    thoughtsTokenCount: 7,
    toolUsePromptTokenCount: 1,
  };
  const chunk = (finishReason?: string) => ({
    candidates: [{ content: { parts: [{ text: 'x' }] }, ...(finishReason && { finishReason }) }],
    usageMetadata,
  });
  const tokens = { input: 13, output: 12, cached: 8, written: 0 };

  test('is counted with its thoughts, and whole when it says why it stopped', () => {
    assert.deepEqual(followAll(followGoogle, [chunk()]), { tokens, isCounted: false, isEnded: false });
    assert.deepEqual(followAll(followGoogle, [chunk(), chunk('STOP')]), {
      tokens,
      isCounted: true,
      isEnded: true,
    });
  });

  for (const [reason, isEnded] of [
    ['MAX_TOKENS', true],
    ['SAFETY', true],
    ['MALFORMED_FUNCTION_CALL', true],
    ['OTHER', false],
    ['FINISH_REASON_UNSPECIFIED', false],
    ['UNEXPECTED_TOOL_CALL', false],
  ] as const) {
    test(`that stopped for ${reason} ${isEnded ? 'is' : 'is not'} at its end`, () => {
      assert.equal(followAll(followGoogle, [chunk(reason)]).isEnded, isEnded);
    });
  }

  test('to a prompt that was blocked never ends', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata };
    assert.equal(followAll(followGoogle, [blocked]).isEnded, false);
  });
});

describe('an answer of chat completions', () => {
  const choice = (finish_reason: string | null) => ({ choices: [{ index: 0, delta: {}, finish_reason }] });
  for (const [reason, isEnded] of [
    ['stop', true],
    ['tool_calls', true],
    ['length', true],
    ['eos', true],
    ['error', false],
    ['abort', false],
    ['', false],
    [null, false],
  ] as const) {
    test(`that stopped for ${reason === '' ? 'nothing' : reason} ${isEnded ? 'is' : 'is not'} at its end`, () => {
      assert.equal(followAll(followOpenai, [choice(reason)]).isEnded, isEnded);
    });
  }

  test('is counted apart from what a cache was read and written for', () => {
    const usage = {
      prompt_tokens: 20,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
    };
    assert.deepEqual(followAll(followOpenai, [choice('stop'), { choices: [], usage }]).tokens, {
      input: 10,
      output: 5,
      cached: 8,
      written: 2,
    });
  });
});
