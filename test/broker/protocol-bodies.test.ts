import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openaiChat } from '../../src/broker/dialects/openai-chat.ts';
import {
  type BrokerProcess,
  CHAT,
  GENERATE,
  MESSAGES,
  openBroker,
  PATHS,
  RESPONSES,
  settingsFor,
} from './broker-process.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

type Protocol = keyof typeof PATHS;
type Body = Record<string, unknown>;

const SMALLEST: Readonly<Record<Protocol, Body>> = {
  'openai-chat': CHAT,
  'openai-responses': RESPONSES,
  'anthropic-messages': MESSAGES,
  'google-generate': GENERATE,
};

const PROTOCOLS = ['openai-responses', 'google-generate', 'anthropic-messages', 'openai-chat'] as const;

let upstream: UpstreamDouble;
const brokers = new Map<Protocol, BrokerProcess>();

before(async () => {
  upstream = await openUpstreamDouble(answerJson);
  for (const protocol of PROTOCOLS) {
    brokers.set(protocol, await openBroker(settingsFor(`${upstream.origin}/v1`, { protocol })));
  }
});
after(async () => {
  for (const broker of brokers.values()) await broker.close();
  await upstream.close();
});

/** What the provider gets for a text. */
async function sentFor(protocol: Protocol, text: string): Promise<Body> {
  const broker = brokers.get(protocol);
  const reply = await broker?.ask({ path: PATHS[protocol], body: text });
  assert.equal(reply?.status, 200, JSON.stringify(broker?.events.at(-1)));
  const body = upstream.seen.at(-1)?.body ?? '';
  const value = JSON.parse(body) as Body;
  assert.equal(body, JSON.stringify(value), 'canonical: no repeated key, no white space');
  return value;
}

const sent = (protocol: Protocol, more: Body) =>
  sentFor(protocol, JSON.stringify({ ...SMALLEST[protocol], ...more }));

/** What a JSON text says twice, one time in an evil way. */
const TWICE = {
  'openai-responses': ['"store":true', '"previous_response_id":"r"', '"tools":[{"type":"mcp"}]'],
  'google-generate': ['"tools":[{"googleSearch":{}}]', '"cachedContent":"c"', '"contents":[]'],
} as const;

describe('of repeated keys the provider sees the one that was judged', () => {
  for (const protocol of ['openai-responses', 'google-generate'] as const) {
    const valid = JSON.stringify({ store: false, tools: [], ...SMALLEST[protocol] });
    const text = protocol === 'google-generate' ? valid.replace('"store":false,', '') : valid;
    for (const evil of TWICE[protocol]) {
      test(`${evil} in ${protocol}`, async () => {
        const [key = ''] = evil.split(':');
        if (text.includes(`${key}:`)) {
          const body = await sentFor(protocol, `{${evil},${text.slice(1)}`);
          assert.ok(!JSON.stringify(body).includes(evil));
        }
        const calls = upstream.seen.length;
        const after = `${text.slice(0, -1)},${evil}}`;
        const reply = await brokers.get(protocol)?.ask({ path: PATHS[protocol], body: after });
        assert.equal(reply?.status, 403);
        assert.equal(upstream.seen.length, calls);
      });
    }
  }
});

describe('OpenAI responses', () => {
  const responses = (more: Body) => sent('openai-responses', more);

  test('are never stored, and answer within the limit', async () => {
    assert.deepEqual(await responses({ max_output_tokens: 1e9 }), {
      ...RESPONSES,
      max_output_tokens: 4096,
      store: false,
    });
    assert.equal((await responses({ max_output_tokens: undefined }))['max_output_tokens'], 4096);
    assert.equal((await responses({ store: false }))['store'], false);
  });

  test('lose the names of stored items, and keep encrypted reasoning', async () => {
    const reasoning = {
      type: 'reasoning',
      encrypted_content: 'x',
      summary: [{ type: 'summary_text', text: 'y' }],
    };
    const call = { type: 'function_call', call_id: 'c', name: 'no such/tool', arguments: '{"a":1}' };
    const said = { role: 'assistant', content: [{ type: 'output_text', text: 'z' }], phase: 'commentary' };
    const result = { type: 'function_call_output', call_id: 'c', output: 'unknown tool' };
    const input = [{ ...reasoning, id: 'rs_1' }, { ...said, id: 'msg_1' }, { ...call, id: 'fc_1' }, result];
    assert.deepEqual((await responses({ input }))['input'], [reasoning, said, call, result]);
  });

  test('lose embedded images and files, and say so', async () => {
    const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA' };
    const file = { type: 'input_file', filename: 'd.pdf', file_data: 'data:application/pdf;base64,AAAA' };
    const text = { type: 'input_text', text: 'see' };
    const input = [
      { role: 'user', content: [text, image] },
      { type: 'function_call_output', call_id: 'c', output: [text, file] },
    ];
    const body = JSON.stringify(await responses({ input }));
    assert.doesNotMatch(body, /AAAA|input_image|d\.pdf/u);
    assert.equal(body.split('An attachment was left out').length, 3);
  });
});

describe("Google's generateContent", () => {
  const generate = (more: Body) => sent('google-generate', more);

  test('answers within the limit, and thinks within it', async () => {
    const ask = async (generationConfig: Body) => (await generate({ generationConfig }))['generationConfig'];
    assert.deepEqual(await ask({ maxOutputTokens: 1e9 }), { maxOutputTokens: 4096 });
    assert.deepEqual(await ask({}), { maxOutputTokens: 4096 });
    assert.deepEqual(await ask({ maxOutputTokens: 50, thinkingConfig: { thinkingBudget: 24_576 } }), {
      maxOutputTokens: 50,
      thinkingConfig: { thinkingBudget: 50 },
    });
    const thinkingConfig = { thinkingBudget: -1, includeThoughts: true };
    assert.deepEqual(await ask({ topK: 64, thinkingConfig }), {
      topK: 64,
      maxOutputTokens: 4096,
      thinkingConfig,
    });
  });

  test('goes to the route that was asked, with or without a stream', async () => {
    await generate({});
    assert.equal(upstream.seen.at(-1)?.url, '/v1/models/m:streamGenerateContent?alt=sse');
    const path = '/v1/models/m:generateContent';
    await brokers.get('google-generate')?.ask({ path, body: JSON.stringify(GENERATE) });
    assert.equal(upstream.seen.at(-1)?.url, path);
  });

  test('loses embedded files, and says so', async () => {
    const inlineData = { mimeType: 'image/png', data: 'AAAA' };
    const response = { name: 'read', content: 'an image' };
    const parts = [
      { text: 'see' },
      { inlineData },
      { functionResponse: { name: 'read', response, parts: [{ inlineData }] } },
    ];
    const body = JSON.stringify(await generate({ contents: [{ role: 'user', parts }] }));
    assert.doesNotMatch(body, /AAAA|inlineData/u);
    assert.equal(body.split('An attachment was left out').length, 3);
  });

  test('replays calls and thoughts with their signatures', async () => {
    const contents = [
      { role: 'user', parts: [{ text: 'x' }] },
      {
        role: 'model',
        parts: [
          { text: 'hm', thought: true, thoughtSignature: 'c2ln' },
          { functionCall: { id: '1', name: 'no such/tool', args: { a: [1] } }, thoughtSignature: 'c2ln' },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: '1', name: 'no such/tool', response: { name: 'x', content: 'no' } } },
        ],
      },
    ];
    assert.deepEqual((await generate({ contents }))['contents'], contents);
  });
});

describe('chat completions', () => {
  test('keep the marks for a cache and the signature of a thought', async () => {
    const cache_control = { type: 'ephemeral' };
    const call = {
      id: 'c',
      type: 'function',
      function: { name: 'read', arguments: '{}' },
      extra_content: { google: { thought_signature: 'c2ln' } },
    };
    const messages = [
      { role: 'system', content: [{ type: 'text', text: 's', cache_control }] },
      { role: 'user', content: 'u', cache_control },
      { role: 'assistant', content: null, tool_calls: [call], cache_control },
      {
        role: 'tool',
        tool_call_id: 'c',
        name: 'read',
        content: [{ type: 'text', text: 't' }],
        cache_control,
      },
    ];
    assert.deepEqual((await sent('openai-chat', { messages }))['messages'], messages);
  });

  test("keep OpenRouter's reasoning without the keys that nobody knows", async () => {
    const known = {
      type: 'reasoning.text',
      text: 'hm',
      signature: 's',
      format: 'anthropic-claude-v1',
      index: 0,
    };
    const message = {
      role: 'assistant',
      content: '',
      reasoning: 'hm',
      reasoning_details: [{ ...known, url: 'https://e' }],
    };
    const { messages } = (await sent('openai-chat', { messages: [message], usage: { include: true } })) as {
      messages: (typeof message)[];
    };
    assert.deepEqual(messages[0]?.reasoning_details, [known]);
  });

  test('do not ask for usage where a provider refuses the question', () => {
    const bounds = {
      models: ['m'],
      tools: ['read'],
      maxOutputTokens: 100,
      outputLimitKey: 'max_tokens',
    } as const;
    const body = { ...CHAT, stream: true, stream_options: { include_usage: true } };
    const render = (asksUsage: boolean) => {
      const checked = openaiChat({ ...bounds, models: ['m'], tools: ['read'], asksUsage }).checkBody(body);
      return checked.ok ? checked.value.render(5) : '';
    };
    assert.match(render(true), /stream_options/u);
    assert.doesNotMatch(render(false), /stream_options/u);
    assert.match(render(false), /"stream":true/u);
  });
});

test('thinking of Anthropic loses what has a meaning under a beta header only', async () => {
  const block_binding = { prefix_mismatch_behavior: 'drop_block' };
  const thinking = { type: 'adaptive', block_binding };
  assert.deepEqual((await sent('anthropic-messages', { thinking }))['thinking'], { type: 'adaptive' });
});
