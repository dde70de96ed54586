import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readScenario } from '../../../src/demo/model/read-scenario.ts';
import { parseScenario } from '../../../src/demo/model/scenario.ts';

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['no object', 'text'],
  ['no steps', {}],
  ['an unknown key', { steps: [], extra: 1 }],
  ['a step with nothing to say', { steps: [{}] }],
  ['a step with two kinds of content', { steps: [{ text: 'a', status: 500 }] }],
  ['an unknown key in a step', { steps: [{ text: 'a', wait: 1 }] }],
  ['a drip without bytes', { steps: [{ text: 'a', drip: { bytes: 0, everyMs: 1 } }] }],
  ['a success as an error status', { steps: [{ status: 200 }] }],
];

for (const [what, value] of REFUSED) {
  test(`a scenario with ${what} is refused`, () => {
    assert.throws(() => parseScenario(value), { name: 'GateError', code: 'usage' });
  });
}

test('a scenario is read from a file, and a file that is none is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'scenario-'));
  try {
    const file = join(directory, 's.json');
    await writeFile(file, '{ "steps": [{ "text": "hello" }] }');
    assert.deepEqual((await readScenario(file)).steps, [{ text: 'hello' }]);
    await writeFile(file, '{ "steps": ');
    await assert.rejects(() => readScenario(file), { code: 'usage' });
    await assert.rejects(() => readScenario(join(directory, 'none.json')), { code: 'usage' });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('the scripted model runs on its own, says that it is no model, and ends on SIGTERM', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'scenario-'));
  const file = join(directory, 's.json');
  await writeFile(file, '{ "steps": [{ "text": "hello" }] }');
  const entry = join(import.meta.dirname, '..', '..', '..', 'src', 'demo', 'model', 'serve.ts');
  const child = spawn(process.execPath, [entry, '--scenario', file, '--minutes', '0.5']);
  try {
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString())),
    );
    assert.match(line, /no model/);
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      body: '{"tools":[{"name":"read"}]}',
    });
    assert.match(await response.text(), /hello/);
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  } finally {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true });
  }
});
