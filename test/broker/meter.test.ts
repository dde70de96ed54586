import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anthropicMessages } from '../../src/broker/dialects/anthropic-messages.ts';
import { openaiChat } from '../../src/broker/dialects/openai-chat.ts';
import { openMeter } from '../../src/broker/meter.ts';

const BOUNDS = {
  models: ['m'],
  tools: ['read'],
  maxOutputTokens: 100,
  outputLimitKey: 'max_tokens' as const,
};
const OPENAI = openaiChat(BOUNDS);
const ANTHROPIC = anthropicMessages(BOUNDS);

const sse = (events: readonly unknown[], end = '') =>
  Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join('') + end);
const delta = (content: string, finish: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});

/** Feeds the bytes in pieces of one size. */
function measure(dialect: typeof OPENAI, bytes: Buffer, { stream = true, piece = 7 } = {}) {
  const meter = openMeter(dialect, stream, 1000);
  for (let from = 0; from < bytes.length; from += piece) meter.push(bytes.subarray(from, from + piece));
  return { whole: meter.isWhole(), tokens: meter.tokens() };
}

const USAGE = { prompt_tokens: 20, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 8 } };

for (const piece of [1, 2, 3, 64, 100_000]) {
  test(`a chat stream with usage is counted exactly from pieces of ${piece} bytes`, () => {
    const bytes = sse([delta('hello'), delta('', 'stop'), { choices: [], usage: USAGE }], 'data: [DONE]\n\n');
    assert.deepEqual(measure(OPENAI, bytes, { piece }), {
      whole: true,
      tokens: { input: 12, output: 5, cached: 8, written: 0 },
    });
  });
}

test('a messages stream takes the input from its start and the output from its end', () => {
  const bytes = sse([
    {
      type: 'message_start',
      message: { usage: { input_tokens: 10, cache_read_input_tokens: 3, output_tokens: 1 } },
    },
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'hello' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
    { type: 'message_stop' },
  ]);
  assert.deepEqual(measure(ANTHROPIC, bytes), {
    whole: true,
    tokens: { input: 10, output: 7, cached: 3, written: 0 },
  });
});

test('without usage the request is estimated and the written text is counted, not its wrapping', () => {
  const { tokens } = measure(OPENAI, sse([delta('x'.repeat(30)), delta('', 'stop')]));
  // 30 bytes of text and the 4 of "stop".
  assert.deepEqual(tokens, { input: 1000, output: 12, cached: 0, written: 0 });
});

test('a stream that breaks off counts at least what came', () => {
  const bytes = sse([
    { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } },
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'y'.repeat(300) } },
  ]);
  const { whole, tokens } = measure(ANTHROPIC, bytes);
  assert.equal(whole, false);
  assert.equal(tokens.output, 104);
});

for (const [what, usage] of Object.entries({
  negative: { prompt_tokens: -5, completion_tokens: -5 },
  fractional: { prompt_tokens: 0.5, completion_tokens: 1 },
  textual: { prompt_tokens: '5', completion_tokens: '5' },
  huge: { prompt_tokens: 1e300, completion_tokens: 1 },
  absent: null,
})) {
  test(`a usage that is ${what} is not believed`, () => {
    const { tokens } = measure(OPENAI, sse([delta('x'.repeat(30), 'stop'), { choices: [], usage }]));
    assert.equal(tokens.input, 1000);
    assert.equal(tokens.output, 12);
  });
}

test('what is no JSON counts by its bytes', () => {
  assert.equal(measure(OPENAI, Buffer.from(`data: {"broken ${'z'.repeat(300)}\n\n`)).tokens.output, 104);
});

test('a line over the limit counts by its bytes and holds no memory', () => {
  const line = Buffer.from(`data: ${'z'.repeat(6 * 1024 * 1024)}\n`);
  assert.equal(measure(OPENAI, line, { piece: 65_536 }).tokens.output, Math.ceil((line.length - 1) / 3));
});

test('a deeply nested event does not end the process', () => {
  const bytes = Buffer.from(`data: {"choices":${'['.repeat(500_000)}"x"${']'.repeat(500_000)}}\n\n`);
  assert.equal(measure(OPENAI, bytes, { piece: 65_536 }).tokens.output, 1);
});

test('a whole JSON answer is counted by its usage', () => {
  const body = { choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }], usage: USAGE };
  const { tokens } = measure(OPENAI, Buffer.from(JSON.stringify(body)), { stream: false });
  assert.deepEqual(tokens, { input: 12, output: 5, cached: 8, written: 0 });
});
