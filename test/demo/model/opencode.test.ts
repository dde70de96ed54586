// The real OpenCode, without a sandbox, talks to the scripted model: what it understands, a review will understand.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Scenario } from '../../../src/demo/model/conversations.ts';
import { type ScriptedModel, startScriptedModel } from '../../../src/demo/model/scripted-model.ts';
import { type BareOptions, type BareRun, partsOf, runBareOpenCode } from '../../emulators/bare-opencode.ts';

type Play = { readonly run: BareRun; readonly model: ScriptedModel; readonly directory: string };

const LOOPS = 8;

async function play(
  make: (directory: string) => Scenario,
  options: Partial<BareOptions>,
  check: (play: Play) => void,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'opencode-model-'));
  await mkdir(join(directory, 'src'));
  await writeFile(join(directory, 'src', 'a.ts'), 'const one = 1;\nconst two = 2;\n');
  const model = await startScriptedModel(make(directory), { maxMs: 150_000, maxRequests: 20 });
  try {
    const run = await runBareOpenCode({
      baseUrl: `${model.url}/v1`,
      brief: 'the brief',
      directory,
      ...options,
    });
    check({ run, model, directory });
  } finally {
    await model.close();
    await rm(directory, { recursive: true });
  }
}

const lookAround = (directory: string): Scenario => ({
  steps: [
    {
      text: 'looking',
      reasoning: 'let me see',
      toolCalls: [
        { name: 'read', args: { filePath: `${directory}/src/a.ts` } },
        { name: 'grep', args: { pattern: 'two', path: directory } },
        { name: 'glob', args: { pattern: '**/*.ts', path: directory } },
      ],
      usage: { input: 100, output: 20, cached: 40 },
    },
    { text: '{"done":true}', usage: { input: 200, output: 5 } },
  ],
});

for (const protocol of [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'google-generate',
] as const) {
  test(`OpenCode reads, greps, globs and ends over ${protocol}, and counts the usage that it was told`, async () => {
    await play(lookAround, { protocol }, ({ run, model, directory }) => {
      assert.equal(run.code, 0, run.stderr);
      const states = new Map(
        partsOf(run, 'tool_use').map(({ tool, state }) => [tool, state as { output: string }]),
      );
      const output = (name: string) => states.get(name)?.output ?? '';
      assert.match(output('read'), /^1: const one = 1;\n2: const two = 2;$/m);
      assert.match(output('grep'), /Line 2: const two = 2;/);
      assert.equal(output('glob'), `${directory}/src/a.ts`);
      assert.equal(partsOf(run, 'text').at(-1)?.['text'], '{"done":true}');
      const tokens = partsOf(run, 'step_finish').map(({ reason, tokens }) => ({
        reason,
        ...(tokens as object),
      }));
      assert.deepEqual(tokens, [
        {
          reason: 'tool-calls',
          total: 120,
          input: 60,
          output: 20,
          reasoning: 0,
          cache: { write: 0, read: 40 },
        },
        { reason: 'stop', total: 205, input: 200, output: 5, reasoning: 0, cache: { write: 0, read: 0 } },
      ]);
      assert.deepEqual(
        model.requests.map(({ protocol, stream, tools }) => [protocol, stream, tools]),
        [1, 2].map(() => [protocol, true, ['glob', 'grep', 'read']]),
      );
      assert.deepEqual(
        model.requests.at(-1)?.exchanges.map(({ name, result }) => [name, result]),
        ['read', 'grep', 'glob'].map((name) => [name, output(name)]),
      );
    });
  });
}

test('OpenCode tries a broken connection again, and ends well without any usage over chat completions', async () => {
  await play(
    () => ({ steps: [{ disconnect: { afterBytes: 0 } }, { text: 'fine', usage: 'absent' }] }),
    {},
    ({ run, model }) => {
      assert.equal(run.code, 0, run.stderr);
      const [{ reason, tokens } = {}] = partsOf(run, 'step_finish');
      assert.deepEqual([reason, (tokens as { input: number }).input], ['stop', 0]);
      assert.equal(model.requests.length, 2);
    },
  );
});

test('OpenCode follows a tool loop as long as it goes on, and reports the HTTP error that ends it', async () => {
  await play(
    (directory) => ({
      steps: [
        { toolCalls: [{ name: 'glob', args: { pattern: '*', path: directory } }], repeat: LOOPS },
        { status: 401, body: '{"error":{"message":"no"}}' },
      ],
    }),
    {},
    ({ run, model }) => {
      assert.equal(run.code, 1);
      assert.equal(partsOf(run, 'tool_use').length, LOOPS);
      const [{ name, data } = {}] = partsOf(run, 'error');
      assert.deepEqual([name, (data as { statusCode: number }).statusCode], ['APIError', 401]);
      assert.equal(model.requests.length, LOOPS + 1);
    },
  );
});
