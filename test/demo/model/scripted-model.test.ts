import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Scenario } from '../../../src/demo/model/conversations.ts';
import {
  type ScriptedModel,
  type ScriptedModelOptions,
  startScriptedModel,
} from '../../../src/demo/model/scripted-model.ts';

const TOOLS = [{ type: 'function', name: 'read', function: { name: 'read', parameters: {} } }];
const CHAT = '/v1/chat/completions';
const MESSAGES = '/v1/messages';
const ROUTES = [CHAT, MESSAGES] as const;

type Delta = {
  readonly content?: string;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly { readonly function: { readonly arguments: string } }[];
};

async function withModel(
  scenario: Scenario,
  use: (model: ScriptedModel) => Promise<void>,
  options: ScriptedModelOptions = {},
): Promise<void> {
  const model = await startScriptedModel(scenario, { maxMs: 20_000, ...options });
  try {
    await use(model);
  } finally {
    await model.close();
  }
}

function ask(model: ScriptedModel, route: string, body: object = {}, headers: Record<string, string> = {}) {
  const whole = { model: 'm', tools: TOOLS, messages: [{ role: 'user', content: 'the brief' }], ...body };
  return fetch(`${model.url}${route}`, { method: 'POST', headers, body: JSON.stringify(whole) });
}

/** The data of each server-sent event. */
async function eventsOf(response: Response): Promise<readonly Record<string, unknown>[]> {
  const lines = (await response.text()).split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
}

test('a text answers whole in both protocols, and every answer says that it comes from no model', async () => {
  await withModel({ steps: [{ text: 'fine', usage: { input: 9, output: 2, cached: 4 } }] }, async (model) => {
    const chat = await ask(model, CHAT);
    assert.equal(chat.headers.get('x-scripted-model'), 'no model');
    assert.deepEqual(await chat.json(), {
      id: 'scripted-no-model-1',
      object: 'chat.completion',
      created: 0,
      model: 'scripted-no-model',
      choices: [{ index: 0, message: { role: 'assistant', content: 'fine' }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 2,
        total_tokens: 11,
        prompt_tokens_details: { cached_tokens: 4 },
      },
    });
    assert.deepEqual(await (await ask(model, MESSAGES)).json(), {
      id: 'scripted-no-model-2',
      type: 'message',
      role: 'assistant',
      model: 'scripted-no-model',
      stop_sequence: null,
      content: [{ type: 'text', text: 'fine' }],
      stop_reason: 'end_turn',
      usage: {
        input_tokens: 5,
        cache_read_input_tokens: 4,
        cache_creation_input_tokens: 0,
        output_tokens: 2,
      },
    });
  });
});

test('a stream carries the same text, reasoning and tool calls, cut into events', async () => {
  const long = 'x'.repeat(1000);
  const step = { text: long, reasoning: 'why', toolCalls: [{ name: 'read', args: { filePath: '/pr/a' } }] };
  await withModel({ steps: [step] }, async (model) => {
    const chat = await eventsOf(await ask(model, CHAT, { stream: true }));
    const deltas = chat.map((event) => (event['choices'] as { delta: Delta }[])[0]?.delta ?? {});
    assert.equal(deltas.map(({ content }) => content ?? '').join(''), long);
    assert.equal(deltas.map(({ reasoning_content }) => reasoning_content ?? '').join(''), 'why');
    const calls = deltas.flatMap(({ tool_calls }) => tool_calls ?? []);
    assert.equal(calls.map((call) => call.function.arguments).join(''), '{"filePath":"/pr/a"}');
    assert.ok(deltas.filter(({ content }) => content).length > 1);

    const anthropic = await eventsOf(await ask(model, MESSAGES, { stream: true }));
    const pieces = anthropic.map((event) => (event['delta'] ?? {}) as Record<string, string>);
    assert.equal(pieces.map((piece) => piece['text'] ?? '').join(''), long);
    assert.equal(pieces.map((piece) => piece['thinking'] ?? '').join(''), 'why');
    assert.equal(pieces.map((piece) => piece['partial_json'] ?? '').join(''), '{"filePath":"/pr/a"}');
    assert.equal(anthropic.at(-1)?.['type'], 'message_stop');
  });
});

test('usage in a stream comes when it was asked for, and never when the step leaves it out', async () => {
  const scenario: Scenario = {
    steps: [{ text: 'a' }],
    conversations: [{ when: 'no usage', steps: [{ text: 'b', usage: 'absent' }] }],
  };
  await withModel(scenario, async (model) => {
    const counted = async (route: string, body: object) =>
      JSON.stringify(await eventsOf(await ask(model, route, { stream: true, ...body }))).includes('"usage"');
    const messages = [{ role: 'user', content: 'no usage' }];
    assert.equal(await counted(CHAT, { stream_options: { include_usage: true } }), true);
    assert.equal(await counted(CHAT, {}), false);
    assert.equal(await counted(CHAT, { stream_options: { include_usage: true }, messages }), false);
    assert.equal(await counted(MESSAGES, {}), true);
    assert.equal(await counted(MESSAGES, { messages }), false);
  });
});

test('steps advance for each conversation by itself, and repeat as often as they say', async () => {
  const steps = [{ text: 'one' }, { text: 'two', repeat: 2 }, { text: 'end', repeat: 'endless' as const }];
  await withModel({ steps }, async (model) => {
    const said = async (name: string, answers: number) => {
      const past = Array.from({ length: answers }, () => ({ role: 'assistant', content: 'x' }));
      const response = await ask(model, CHAT, { messages: [{ role: 'user', content: name }, ...past] });
      const body = (await response.json()) as { choices: { message: { content: string } }[] };
      return body.choices[0]?.message.content;
    };
    assert.equal(await said('first', 0), 'one');
    assert.equal(await said('second', 0), 'one');
    for (const [answers, text] of ['two', 'two', 'end', 'end', 'end'].entries()) {
      assert.equal(await said('first', answers + 1), text);
    }
    assert.equal(await said('second', 1), 'two');
    assert.equal(await said('first', 0), 'one', 'a conversation without answers begins anew');
  });
});

test('a request without tools gets the fixed title and uses no step', async () => {
  await withModel({ steps: [{ text: 'the step' }] }, async (model) => {
    assert.match(await (await ask(model, CHAT, { tools: [] })).text(), /Scripted title, from no model/);
    assert.match(await (await ask(model, CHAT)).text(), /the step/);
  });
});

test('a scenario that is too short says so with an error that no client tries again', async () => {
  await withModel({ steps: [] }, async (model) => {
    const response = await ask(model, CHAT);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /no further step/);
  });
});

test('an HTTP error carries its status, headers and body, and a client that tries again gets the next step', async () => {
  const steps = [
    { status: 429, headers: { 'retry-after': '3600' } },
    { status: 500, body: 'boom' },
    { text: 'at last' },
  ];
  for (const route of ROUTES) {
    await withModel({ steps }, async (model) => {
      const limited = await ask(model, route);
      assert.equal(limited.status, 429);
      assert.equal(limited.headers.get('retry-after'), '3600');
      assert.match(await limited.text(), /says 429 here/);
      const failed = await ask(model, route);
      assert.deepEqual([failed.status, await failed.text()], [500, 'boom']);
      assert.match(await (await ask(model, route)).text(), /at last/);
    });
  }
});

test('raw characters are the whole body, whatever they are', async () => {
  const raw = 'data: {"choices":[{"delta":{"content":"cut\n\n';
  await withModel({ steps: [{ raw, repeat: 'endless' }] }, async (model) => {
    const response = await ask(model, CHAT, { stream: true });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    assert.equal(await response.text(), raw);
  });
});

test('an empty choice, another finish reason and broken arguments are sent as the step says', async () => {
  const steps = [
    { emptyChoice: true as const },
    { text: 'x', finish: 'length' },
    { toolCalls: [{ name: 'read', args: '{"filePath":' }] },
  ];
  await withModel({ steps }, async (model) => {
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: 'y' },
    ];
    assert.deepEqual(((await (await ask(model, CHAT, { messages })).json()) as { choices: [] }).choices, []);
    assert.match(await (await ask(model, CHAT, { messages })).text(), /"finish_reason":"length"/);
    assert.match(await (await ask(model, CHAT, { messages })).text(), /"arguments":"\{\\"filePath\\":"/);
  });
});

test('a disconnect ends the connection after exactly so many bytes of the body, or before the status line', async () => {
  const steps = [
    { text: 'a long enough answer', disconnect: { afterBytes: 40 } },
    { disconnect: { afterBytes: 0 } },
  ];
  await withModel({ steps }, async (model) => {
    const cut = await ask(model, CHAT);
    assert.equal(cut.status, 200);
    const got: Uint8Array[] = [];
    await assert.rejects(async () => {
      for await (const bytes of cut.body ?? []) got.push(bytes as Uint8Array);
    });
    assert.equal(Buffer.concat(got).length, 40);
    await assert.rejects(() => ask(model, CHAT));
  });
});

test('a delay comes before the first byte, and a drip sends the body in pieces', async () => {
  const steps = [{ text: 'x', delayMs: 120, drip: { bytes: 20, everyMs: 5 } }];
  await withModel({ steps }, async (model) => {
    const started = performance.now();
    const response = await ask(model, CHAT);
    assert.ok(performance.now() - started >= 110);
    let pieces = 0;
    let text = '';
    for await (const bytes of response.body ?? []) {
      pieces += 1;
      text += Buffer.from(bytes).toString();
    }
    assert.ok(pieces > 1);
    assert.equal((JSON.parse(text) as { id: string }).id, 'scripted-no-model-1');
  });
});

test('closing ends answers that are still on their way', async () => {
  const model = await startScriptedModel({ steps: [{ text: 'x', delayMs: 60_000 }] }, { maxMs: 20_000 });
  const pending = assert.rejects(() => ask(model, CHAT));
  while (model.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await model.close();
  await pending;
});

test('the server stops by itself after its time, and refuses what is over its number of requests', async () => {
  const model = await startScriptedModel(
    { steps: [{ text: 'x', repeat: 'endless' }] },
    { maxMs: 400, maxRequests: 1 },
  );
  assert.equal((await ask(model, CHAT)).status, 200);
  assert.equal((await ask(model, CHAT)).status, 403);
  const port = Number(new URL(model.url).port);
  const refused = async () => {
    const socket = connect(port, '127.0.0.1');
    const [error] = (await Promise.race([once(socket, 'error'), once(socket, 'connect')])) as [unknown?];
    socket.destroy();
    return error instanceof Error;
  };
  const deadline = performance.now() + 10_000;
  while (!(await refused()) && performance.now() < deadline)
    await new Promise((done) => setTimeout(done, 50));
  assert.equal(await refused(), true);
});

test('a function answers from the request that it really received', async () => {
  const scenario: Scenario = {
    respond: ({ system, user, exchanges, model, tools }) => ({
      text: JSON.stringify({ system, user, exchanges, model, tools }),
      usage: 'absent',
    }),
  };
  await withModel(scenario, async (model) => {
    const openai = await ask(model, CHAT, {
      messages: [
        { role: 'system', content: 'rules' },
        { role: 'user', content: [{ type: 'text', text: 'brief' }] },
        { role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'read', arguments: '{"a":1}' } }] },
        { role: 'tool', tool_call_id: 'c', content: 'the file' },
      ],
    });
    const anthropic = await ask(model, MESSAGES, {
      system: [{ type: 'text', text: 'rules' }],
      messages: [
        { role: 'user', content: 'brief' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'read', input: { a: 1 } }] },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: 'the file' }] }],
        },
      ],
    });
    const expected = {
      system: 'rules',
      user: ['brief'],
      exchanges: [{ id: 'c', name: 'read', args: { a: 1 }, result: 'the file' }],
      model: 'm',
      tools: ['read'],
    };
    const chat = (await openai.json()) as { choices: { message: { content: string } }[] };
    assert.deepEqual(JSON.parse(chat.choices[0]?.message.content ?? ''), expected);
    const message = (await anthropic.json()) as { content: { text: string }[] };
    assert.deepEqual(JSON.parse(message.content[0]?.text ?? ''), expected);
  });
});

test('a function that fails or answers nonsense becomes an error that shows', async () => {
  const broken = JSON.parse('{ "text": 1 }') as { text: string };
  for (const respond of [
    () => broken,
    (): never => {
      throw new TypeError('oops');
    },
  ]) {
    await withModel({ respond }, async (model) => {
      const response = await ask(model, CHAT);
      assert.equal(response.status, 400);
      assert.match(await response.text(), /no model\) failed/);
    });
  }
});

test('other routes, other methods and bodies that are no JSON are answered and recorded', async () => {
  await withModel({ steps: [{ text: 'x' }] }, async (model) => {
    assert.equal((await fetch(`${model.url}/v1/models`)).status, 404);
    assert.equal((await fetch(`${model.url}${CHAT}`)).status, 404);
    const odd = await fetch(`${model.url}${CHAT}`, { method: 'POST', body: 'not json' });
    assert.equal(odd.status, 200);
    assert.deepEqual(
      model.requests.map(({ method, path, body }) => [method, path, body]),
      [
        ['GET', '/v1/models', null],
        ['GET', CHAT, null],
        ['POST', CHAT, null],
      ],
    );
  });
});
