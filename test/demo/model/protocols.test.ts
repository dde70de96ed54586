import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Scenario } from '../../../src/demo/model/conversations.ts';
import { type ScriptedModel, startScriptedModel } from '../../../src/demo/model/scripted-model.ts';

const RESPONSES = '/v1/responses';
const GENERATE = '/v1/models/gemini-x:generateContent';
const STREAM = '/v1beta/models/gemini-x:streamGenerateContent?alt=sse';
const USAGE = { input: 9, output: 2, cached: 4 };

async function withModel(scenario: Scenario, use: (model: ScriptedModel) => Promise<void>): Promise<void> {
  const model = await startScriptedModel(scenario, { maxMs: 20_000 });
  try {
    await use(model);
  } finally {
    await model.close();
  }
}

const ask = (model: ScriptedModel, route: string, body: object) =>
  fetch(`${model.url}${route}`, { method: 'POST', body: JSON.stringify(body) });

const responses = (more: object = {}) => ({
  model: 'm',
  tools: [{ type: 'function', name: 'read', parameters: {} }],
  input: [{ role: 'user', content: [{ type: 'input_text', text: 'the brief' }] }],
  ...more,
});
const generate = (more: object = {}) => ({
  tools: [{ functionDeclarations: [{ name: 'read' }, { name: 'grep' }] }],
  contents: [{ role: 'user', parts: [{ text: 'the brief' }] }],
  ...more,
});

/** The data of each server-sent event. */
async function eventsOf(response: Response): Promise<readonly Record<string, unknown>[]> {
  const lines = (await response.text()).split(/\r?\n/u).filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
}

const LONG = 'x'.repeat(1000);
const ALL = {
  text: LONG,
  reasoning: 'why',
  toolCalls: [{ name: 'read', args: { filePath: '/pr/a' } }],
  usage: USAGE,
};

describe('responses', () => {
  test('answer whole', async () => {
    await withModel({ steps: [{ text: 'fine', usage: USAGE }] }, async (model) => {
      const answer = await ask(model, RESPONSES, responses());
      assert.equal(answer.headers.get('x-scripted-model'), 'no model');
      assert.deepEqual(await answer.json(), {
        id: 'resp_scripted-no-model-1',
        object: 'response',
        created_at: 0,
        model: 'scripted-no-model',
        error: null,
        status: 'completed',
        incomplete_details: null,
        output: [
          {
            type: 'message',
            id: 'msg_scripted-no-model-1',
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: 'fine', annotations: [] }],
          },
        ],
        usage: {
          input_tokens: 9,
          input_tokens_details: { cached_tokens: 4 },
          output_tokens: 2,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 11,
        },
      });
    });
  });

  test('stream the same text, reasoning and calls, and say at the end whether that was all', async () => {
    await withModel({ steps: [ALL, { text: 'cut', finish: 'length' }] }, async (model) => {
      const events = await eventsOf(await ask(model, RESPONSES, responses({ stream: true })));
      const deltas = (type: string) =>
        events.filter((event) => event['type'] === type).map(({ delta }) => delta);
      assert.equal(deltas('response.output_text.delta').join(''), LONG);
      assert.ok(deltas('response.output_text.delta').length > 1);
      assert.equal(deltas('response.reasoning_summary_text.delta').join(''), 'why');
      assert.equal(deltas('response.function_call_arguments.delta').join(''), '{"filePath":"/pr/a"}');
      assert.deepEqual(
        events.map((event) => event['sequence_number']),
        events.map((_event, index) => index),
      );
      assert.equal(events.at(-1)?.['type'], 'response.completed');
      const cut = await ask(
        model,
        RESPONSES,
        responses({ input: [{ role: 'user', content: 'cut' }], stream: true }),
      );
      assert.match(await cut.text(), /response\.completed/u, 'another conversation begins anew');
      const answered = [
        ...responses().input,
        { role: 'assistant', content: [{ type: 'output_text', text: LONG }] },
      ];
      const next = await eventsOf(await ask(model, RESPONSES, responses({ input: answered, stream: true })));
      const { type, response } = next.at(-1) as { type: string; response: Record<string, unknown> };
      assert.equal(type, 'response.incomplete');
      assert.deepEqual(response['incomplete_details'], { reason: 'max_output_tokens' });
    });
  });

  test('are read with their system, their calls and what came back', async () => {
    await withModel({ steps: [{ text: 'fine', repeat: 'endless' }] }, async (model) => {
      const input = [
        { role: 'developer', content: 'the prompt' },
        { role: 'user', content: [{ type: 'input_text', text: 'the brief' }] },
        { type: 'reasoning', summary: [] },
        { role: 'assistant', content: [{ type: 'output_text', text: 'hm' }] },
        { type: 'function_call', call_id: 'c1', name: 'read', arguments: '{"a":1}' },
        { type: 'function_call', call_id: 'c2', name: 'grep', arguments: '{' },
        { type: 'function_call_output', call_id: 'c1', output: 'text' },
        { type: 'reasoning', summary: [] },
      ];
      await ask(model, RESPONSES, responses({ input }));
      const [request] = model.requests;
      assert.deepEqual(
        [request?.protocol, request?.system, request?.user, request?.tools, request?.answers],
        ['openai-responses', 'the prompt', ['the brief'], ['read'], 2],
      );
      assert.deepEqual(request?.exchanges, [
        { id: 'c1', name: 'read', args: { a: 1 }, result: 'text' },
        { id: 'c2', name: 'grep', args: null, result: null },
      ]);
    });
  });
});

describe("Google's generateContent", () => {
  test('answers whole', async () => {
    await withModel({ steps: [{ text: 'fine', usage: USAGE }] }, async (model) => {
      assert.deepEqual(await (await ask(model, GENERATE, generate())).json(), {
        candidates: [
          { content: { role: 'model', parts: [{ text: 'fine' }] }, index: 0, finishReason: 'STOP' },
        ],
        usageMetadata: {
          promptTokenCount: 9,
          candidatesTokenCount: 2,
          totalTokenCount: 11,
          cachedContentTokenCount: 4,
        },
        modelVersion: 'scripted-no-model',
        responseId: 'scripted-no-model-1',
      });
    });
  });

  test('streams the same text, thoughts and calls, and says with the last why it stopped', async () => {
    await withModel({ steps: [ALL] }, async (model) => {
      const chunks = (await eventsOf(await ask(model, STREAM, generate()))) as {
        candidates: { content: { parts: Record<string, unknown>[] }; finishReason?: string }[];
      }[];
      const parts = chunks.flatMap(({ candidates }) => candidates[0]?.content.parts ?? []);
      const said = (thought: boolean) =>
        parts.filter((part) => part['text'] !== undefined && (part['thought'] === true) === thought);
      assert.equal(
        said(false)
          .map(({ text }) => text)
          .join(''),
        LONG,
      );
      assert.equal(
        said(true)
          .map(({ text }) => text)
          .join(''),
        'why',
      );
      assert.deepEqual(parts.at(-1)?.['functionCall'], { name: 'read', args: { filePath: '/pr/a' } });
      assert.deepEqual(
        chunks.map(({ candidates }) => candidates[0]?.finishReason),
        [...chunks.slice(1).map(() => undefined), 'STOP'],
      );
    });
  });

  test('without a candidate has none, and with an error has its own shape', async () => {
    const steps = [{ emptyChoice: true as const }, { status: 429 }];
    await withModel({ steps }, async (model) => {
      assert.match(await (await ask(model, STREAM, generate())).text(), /"candidates":\[\]/u);
      const contents = [...generate().contents, { role: 'model', parts: [{ text: 'x' }] }];
      const failed = await ask(model, STREAM, generate({ contents }));
      assert.deepEqual(await failed.json(), {
        error: {
          code: 429,
          message: 'The scenario of the scripted model (no model) says 429 here.',
          status: 'SCRIPTED_NO_MODEL',
        },
      });
    });
  });

  test('is read with its model, its system, its calls in order and what came back', async () => {
    await withModel({ steps: [{ text: 'fine' }] }, async (model) => {
      const contents = [
        { role: 'user', parts: [{ text: 'the brief' }] },
        {
          role: 'model',
          parts: [
            { text: 'hm', thought: true },
            { functionCall: { name: 'read', args: { a: 1 } } },
            { functionCall: { name: 'grep', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'read', response: { name: 'read', content: 'one' } } },
            { functionResponse: { name: 'grep', response: { name: 'grep', content: 'two' } } },
          ],
        },
      ];
      await ask(
        model,
        STREAM,
        generate({ contents, systemInstruction: { parts: [{ text: 'the prompt' }] } }),
      );
      const [request] = model.requests;
      assert.deepEqual(
        [request?.protocol, request?.model, request?.stream, request?.system, request?.user, request?.tools],
        ['google-generate', 'gemini-x', true, 'the prompt', ['the brief'], ['read', 'grep']],
      );
      assert.equal(request?.answers, 1);
      assert.deepEqual(
        request?.exchanges.map(({ name, args, result }) => [name, args, result]),
        [
          ['read', { a: 1 }, 'one'],
          ['grep', {}, 'two'],
        ],
      );
    });
  });
});
