import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BrokerProcess, chat, MESSAGES, openBroker, settingsFor } from './broker-process.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

let upstream: UpstreamDouble;
let openai: BrokerProcess;
let anthropic: BrokerProcess;

before(async () => {
  upstream = await openUpstreamDouble(answerJson);
  const base = `${upstream.origin}/v1`;
  openai = await openBroker(settingsFor(base));
  anthropic = await openBroker(settingsFor(base, { protocol: 'anthropic-messages' }));
});
after(async () => {
  await openai.close();
  await anthropic.close();
  await upstream.close();
});

/** What the provider gets for a body. */
async function sent(broker: BrokerProcess, body: string): Promise<Record<string, unknown>> {
  const path = broker === openai ? '/v1/chat/completions' : '/v1/messages';
  const reply = await broker.ask({ path, body });
  assert.equal(reply.status, 200, JSON.stringify(broker.events.at(-1)));
  const text = upstream.seen.at(-1)?.body ?? '';
  const value = JSON.parse(text) as Record<string, unknown>;
  assert.equal(text, JSON.stringify(value), 'canonical: no repeated key, no white space');
  return value;
}

const messages = (body: string) => JSON.stringify({ ...MESSAGES, ...(JSON.parse(body) as object) });

test('of repeated keys the provider sees the one that was judged', async () => {
  const hosted = '"tools":[{"type":"mcp"}]';
  const after = (first: string) => `{${first},${chat({ tools: [] }).slice(1)}`;
  assert.equal((await sent(openai, after('"model":"m-pro"')))['model'], 'm');
  assert.deepEqual((await sent(openai, after(hosted)))['tools'], []);
  const before = `${chat({ tools: [] }).slice(0, -1)},${hosted}}`;
  assert.equal((await openai.ask({ body: before })).status, 403);
});

test('the limit of the output is clamped, filled in and carried under the name the provider takes', async () => {
  assert.equal((await sent(openai, chat({ max_tokens: 1_000_000_000 })))['max_tokens'], 4096);
  assert.equal((await sent(openai, chat({ max_tokens: 7 })))['max_tokens'], 7);
  assert.equal((await sent(openai, chat({ max_tokens: undefined })))['max_tokens'], 4096);
  assert.equal((await sent(openai, chat({ max_completion_tokens: 9 })))['max_tokens'], 9);
  const renamed = await openBroker(
    settingsFor(`${upstream.origin}/v1`, { outputLimitKey: 'max_completion_tokens' }),
  );
  await renamed.ask({ body: chat({ max_tokens: 7 }) });
  await renamed.close();
  const body = JSON.parse(upstream.seen.at(-1)?.body ?? '') as Record<string, unknown>;
  assert.equal(body['max_completion_tokens'], 7);
  assert.equal(body['max_tokens'], undefined);
});

test('streams always say their usage', async () => {
  const body = await sent(openai, chat({ stream: true, stream_options: { include_usage: false } }));
  assert.deepEqual(body['stream_options'], { include_usage: true });
  assert.equal((await sent(openai, chat({ stream: false })))['stream_options'], undefined);
});

test('what names the user is dropped', async () => {
  const body = await sent(openai, chat({ user: 'someone', metadata: { secret: 'x' } }));
  assert.deepEqual(Object.keys(body).sort(), ['max_tokens', 'messages', 'model']);
  const other = await sent(anthropic, messages('{"metadata":{"user_id":"someone"}}'));
  assert.deepEqual(Object.keys(other).sort(), ['max_tokens', 'messages', 'model']);
});

test('embedded images and files are left out and said so', async () => {
  const content = [
    { type: 'text', text: 'see' },
    { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    { type: 'file', file: { filename: 'd.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
  ];
  await sent(openai, chat({ messages: [{ role: 'user', content }] }));
  assert.doesNotMatch(upstream.seen.at(-1)?.body ?? '', /AAAA|image_url|d\.pdf/u);
  const source = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
  const result = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source }] };
  const body = { messages: [{ role: 'user', content: [result, { type: 'document', source }] }] };
  await sent(anthropic, messages(JSON.stringify(body)));
  assert.doesNotMatch(upstream.seen.at(-1)?.body ?? '', /AAAA|base64/u);
  assert.match(upstream.seen.at(-1)?.body ?? '', /An attachment was left out/u);
});

test('thinking stays below a clamped limit', async () => {
  const ask = (budget: number, max: number) =>
    sent(
      anthropic,
      messages(JSON.stringify({ max_tokens: max, thinking: { type: 'enabled', budget_tokens: budget } })),
    );
  assert.deepEqual((await ask(2000, 6000))['thinking'], { type: 'enabled', budget_tokens: 2000 });
  assert.deepEqual((await ask(31_999, 36_095))['thinking'], { type: 'enabled', budget_tokens: 2048 });
  assert.equal((await ask(1500, 1200))['thinking'], undefined);
});

test('a call that the model made up is replayed as it was', async () => {
  const call = { id: 'c', type: 'function', function: { name: 'no such/tool', arguments: '{"a":1}' } };
  const history = [
    { role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [call] },
    { role: 'tool', tool_call_id: 'c', content: 'unknown tool' },
  ];
  assert.deepEqual((await sent(openai, chat({ messages: history })))['messages'], history);
});

test('a tool of ours keeps its schema and loses what only changes the streaming', async () => {
  const tool = { name: 'read', description: 'd', input_schema: { type: 'object', required: ['a'] } };
  const body = await sent(
    anthropic,
    messages(JSON.stringify({ tools: [{ ...tool, eager_input_streaming: true }] })),
  );
  assert.deepEqual(body['tools'], [tool]);
});
