import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import type { BrokerSettings } from '../../src/broker/broker.ts';
import { renderGoogle } from '../../src/demo/model/google-generate.ts';
import { renderOpenAi } from '../../src/demo/model/openai-chat.ts';
import { renderResponses } from '../../src/demo/model/openai-responses.ts';
import { type BrokerProcess, KEY, openBroker, settingsFor, TOKEN } from './broker-process.ts';
import { answerAs, answerChat, answerMessages, stepsThrough } from './opencode-answers.ts';
import { makeView, type OpencodeModel, type OpencodeRun, runOpencode } from './opencode-run.ts';
import { type Answer, answerStatus, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

type Told = { readonly run: OpencodeRun; readonly broker: BrokerProcess; readonly upstream: UpstreamDouble };

/** A run of the real OpenCode through a real broker. */
async function review(
  model: OpencodeModel,
  answerFor: (view: string) => Answer,
  more: Partial<BrokerSettings> = {},
): Promise<Told> {
  const view = makeView();
  const upstream = await openUpstreamDouble(answerFor(view));
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`, { models: [model.id], ...more }));
  try {
    const run = await runOpencode(broker.socket, TOKEN, model, view);
    return { run, broker, upstream };
  } finally {
    await broker.close();
    await upstream.close();
    rmSync(view, { recursive: true, force: true });
  }
}

function assertReviewed({ run, broker, upstream }: Told): void {
  const ends = run.events.filter((event) => event['type'] === 'step_finish');
  assert.equal(run.code, 0, JSON.stringify(broker.events.at(-1)));
  assert.match(JSON.stringify(ends.at(-1)), /"reason":"stop"/u);
  assert.equal(upstream.seen.length, 7);
  assert.deepEqual(
    broker.events.map((event) => [event.decision, event.tokens]),
    upstream.seen.map(() => ['forwarded', broker.events[0]?.tokens]),
  );
  const bodies = upstream.seen.map((seen) => seen.body).join('\n');
  assert.ok(!bodies.includes(TOKEN) && !bodies.includes(KEY));
  assert.match(bodies, /1: x y/u, 'the tools read the view');
  assert.doesNotMatch(bodies, /base64,|"type":"image/u, 'no image is sent');
}

const MEDIA = { attachment: true, modalities: { input: ['text', 'image', 'pdf'], output: ['text'] } };

test('a review of the real OpenCode passes by chat completions, with reasoning and an image', async () => {
  const more = { ...MEDIA, reasoning: true, options: { reasoningEffort: 'high' } };
  const model = { npm: '@ai-sdk/openai-compatible', id: 'm', more };
  const told = await review(model, (view) => answerChat(stepsThrough(view)));
  assertReviewed(told);
  assert.deepEqual(told.broker.events[0]?.tokens, { input: 20, output: 5, cached: 0 });
  assert.match(told.upstream.seen.at(-1)?.body ?? '', /"reasoning_effort":"high"/u);
});

test('a review of the real OpenCode passes by Anthropic messages, with thinking and an image', async () => {
  const more = { ...MEDIA, reasoning: true, options: { thinking: { type: 'enabled', budgetTokens: 2000 } } };
  // The name makes OpenCode add what it adds for Anthropic's own models.
  const model = { npm: '@ai-sdk/anthropic', id: 'claude-sonnet-4-5', more };
  const settings = { protocol: 'anthropic-messages', maxOutputTokens: 8192 } as const;
  const told = await review(model, (view) => answerMessages(stepsThrough(view)), settings);
  assertReviewed(told);
  assert.deepEqual(told.broker.events[0]?.tokens, { input: 10, output: 5, cached: 10 });
  const last = told.upstream.seen.at(-1)?.body ?? '';
  assert.match(last, /"type":"redacted_thinking"/u);
  assert.match(last, /"budget_tokens":2000/u);
  assert.doesNotMatch(last, /eager_input_streaming/u);
});

test('a review of the real OpenCode passes by OpenAI responses, with encrypted reasoning and an image', async () => {
  // The name makes OpenCode take it for a model that reasons.
  const model = { npm: '@ai-sdk/openai', id: 'gpt-5.4', more: { ...MEDIA, reasoning: true } };
  const settings = { protocol: 'openai-responses' } as const;
  const told = await review(model, (view) => answerAs(renderResponses, stepsThrough(view)), settings);
  assertReviewed(told);
  assert.deepEqual(told.broker.events[0]?.tokens, { input: 12, output: 5, cached: 8 });
  const { url, body = '' } = told.upstream.seen.at(-1) ?? {};
  assert.equal(url, '/v1/responses');
  assert.match(body, /"include":\["reasoning.encrypted_content"\]/u);
  assert.match(body, /"encrypted_content":"c2NyaXB0ZWQsIG5vIG1vZGVs"/u);
  assert.match(body, /"type":"function_call_output"/u);
  assert.match(body, /"store":false/u);
  assert.doesNotMatch(body, /"id":|item_reference|input_image/u, 'nothing is asked back from a store');
});

test('a review of the real OpenCode passes by Google generateContent, with thoughts and an image', async () => {
  const model = { npm: '@ai-sdk/google', id: 'gemini-3-pro', more: { ...MEDIA, reasoning: true } };
  const settings = { protocol: 'google-generate' } as const;
  const told = await review(model, (view) => answerAs(renderGoogle, stepsThrough(view)), settings);
  assertReviewed(told);
  assert.deepEqual(told.broker.events[0]?.tokens, { input: 12, output: 5, cached: 8 });
  const { url, headers, body = '' } = told.upstream.seen.at(-1) ?? {};
  assert.equal(url, '/v1/models/gemini-3-pro:streamGenerateContent?alt=sse');
  assert.equal(headers?.['x-goog-api-key'], KEY);
  assert.match(body, /"thoughtSignature":"c2NyaXB0ZWQsIG5vIG1vZGVs"/u);
  assert.match(body, /"functionResponse"/u);
  assert.match(body, /"thinkingLevel":"high"/u);
  assert.doesNotMatch(body, /inlineData/u);
});

for (const [npm, what] of [
  ['@ai-sdk/openai-compatible', 'chat completions'],
  ['@openrouter/ai-sdk-provider', "OpenRouter's own SDK"],
] as const) {
  test(`a review with one of Anthropic's models passes by ${what}, with marks for a cache`, async () => {
    const model = { npm, id: 'anthropic/claude-sonnet-4.5', more: { ...MEDIA, reasoning: true } };
    const told = await review(model, (view) => answerAs(renderOpenAi, stepsThrough(view)));
    assertReviewed(told);
    assert.deepEqual(told.broker.events[0]?.tokens, { input: 12, output: 5, cached: 8 });
    assert.match(told.upstream.seen.at(-1)?.body ?? '', /"cache_control":\{"type":"ephemeral"\}/u);
  });
}

for (const [what, answer] of [
  ['a quota that is used up for a day', answerStatus(429, { 'retry-after': '86400' })],
  ['a wrong key', answerStatus(401)],
] as const) {
  test(`OpenCode ends at once on ${what}`, async () => {
    const { run, upstream } = await review({ npm: '@ai-sdk/openai-compatible', id: 'm' }, () => answer);
    assert.equal(run.code, 1);
    assert.equal(upstream.seen.length, 1, 'it does not ask again');
    assert.equal(run.events.at(-1)?.['type'], 'error');
  });
}
