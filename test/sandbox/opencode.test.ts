import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import { openTurns } from '../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { RUNGS_HERE } from './lane.ts';
import { makeMounts, makeMountsRunning } from './mounts.ts';

/** Answers like a chat model, but is none: first a call of `read`, then the text `done`. */
function answer(request: IncomingMessage, response: ServerResponse, bodies: string[]): void {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    bodies.push(body);
    const call = {
      index: 0,
      id: 'c1',
      type: 'function',
      function: { name: 'read', arguments: '{"filePath":"/pr/file.txt"}' },
    };
    const [delta, reason] =
      bodies.length === 1
        ? [{ role: 'assistant', tool_calls: [call] }, 'tool_calls']
        : [{ role: 'assistant', content: 'done' }, 'stop'];
    const say = (choice: object) =>
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(
      `${say({ delta, finish_reason: null })}${say({ delta: {}, finish_reason: reason })}data: [DONE]\n\n`,
    );
  });
}

const CONFIG = {
  model: 'local/m',
  small_model: 'local/m',
  default_agent: 'reviewer',
  share: 'disabled',
  autoupdate: false,
  snapshot: false,
  enabled_providers: ['local'],
  permission: { '*': 'deny' },
  agent: {
    reviewer: {
      mode: 'primary',
      prompt: 'Review.',
      permission: { '*': 'deny', read: 'allow', external_directory: { '*': 'deny', '/pr/*': 'allow' } },
    },
  },
  provider: {
    local: {
      npm: '@ai-sdk/openai-compatible',
      options: { baseURL: '{env:GATE_URL}/v1', apiKey: 'no-key' },
      models: { m: { name: 'M', tool_call: true, limit: { context: 100_000, output: 4096 } } },
    },
  },
};

/** Counters of the sandbox's own network, read from outside through any process that is in it. */
function counters(mark: string, protocol: string): ReadonlyMap<string, number> {
  for (const pid of readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  )) {
    try {
      if (readFileSync(`/proc/${pid}/comm`, 'latin1') === 'bwrap\n') continue;
      if (!readFileSync(`/proc/${pid}/mountinfo`, 'latin1').includes(mark)) continue;
      const lines = readFileSync(`/proc/${pid}/net/snmp`, 'latin1').split('\n');
      const [names, values] = lines
        .filter((line) => line.startsWith(`${protocol}:`))
        .map((line) => line.split(' '));
      return new Map(names?.map((name, at) => [name, Number(values?.[at])]));
    } catch {
      // Ended meanwhile.
    }
  }
  return new Map();
}

for (const rung of RUNGS_HERE) {
  test(`${rung.name}: attempts to leave are counted, so that a count of none means something`, async (t) => {
    const source = `
const { createSocket } = require('node:dgram');
const left = [fetch('http://127.0.0.1:4142/'), fetch('http://192.0.2.1/'), fetch('http://registry.invalid/')].map((p) => p.catch(() => 0));
Promise.all(left).then(() => createSocket('udp4').send('?', 53, '127.0.0.1', () => process.exit()));`;
    const { mounts, directory, remove } = await makeMountsRunning(source);
    const turns = openTurns(rung.open(mounts, DEFAULT_LIMITS).start());
    t.after(() => turns.close().then(remove));
    await turns.run({ args: [], stdin: '' }, { onOut: () => undefined, onErr: () => undefined });
    assert.ok((counters(directory, 'Tcp').get('AttemptFails') ?? 0) > 0);
    assert.ok((counters(directory, 'Udp').get('OutDatagrams') ?? 0) > 0);
    assert.ok((counters(directory, 'Ip').get('OutNoRoutes') ?? 0) > 0);
  });

  test(`${rung.name}: OpenCode runs in the sandbox, reaches the broker, and tries nothing else`, {
    timeout: 180_000,
  }, async (t) => {
    const bodies: string[] = [];
    const broker = createServer((request, response) => answer(request, response, bodies));
    let connections = 0;
    broker.on('connection', () => (connections += 1));
    const { mounts, directory, remove } = await makeMounts({}, broker);
    writeFileSync(mounts.config, JSON.stringify(CONFIG));
    const turns = openTurns(rung.open(mounts, DEFAULT_LIMITS).start());
    t.after(async () => {
      await turns.close();
      broker.closeAllConnections();
      remove();
    });
    const run = async (args: readonly string[], stdin: string) => {
      let [out, err] = ['', ''];
      const sinks = {
        onOut: (text: string) => void (out += text),
        onErr: (text: string) => void (err += text),
      };
      assert.deepEqual(await turns.run({ args, stdin }, sinks), { code: 0, signal: null }, err);
      return out;
    };
    assert.equal(await run(['--version'], ''), '1.18.33\n');

    const options = ['run', '--pure', '--format', 'json', '--agent', 'reviewer'];
    const first = await run([...options, '--title', 'review'], 'Read the file.');
    assert.match(first, /1: a line of the change/);
    assert.match(first, /"text":"done"/);
    const session = /"sessionID":"(ses_\w+)"/.exec(first)?.[1] ?? '';
    assert.match(
      await run([...options, '--session', session], 'Again.'),
      new RegExp(`${session}.*"text":"done"`, 's'),
    );
    assert.match(bodies[2] ?? '', /Read the file\..*Again\./s, 'the second turn knows the first');

    // Every connection that was opened came out at the broker, and no packet was meant for anywhere else.
    assert.equal(counters(directory, 'Tcp').get('ActiveOpens'), connections);
    assert.equal(counters(directory, 'Tcp').get('AttemptFails'), 0);
    assert.equal(counters(directory, 'Udp').get('OutDatagrams'), 0);
    assert.equal(counters(directory, 'Ip').get('OutNoRoutes'), 0);
  });
}
