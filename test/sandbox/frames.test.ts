import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateError } from '../../src/errors.ts';
import { type Caps, DEFAULT_CAPS, openTurns } from '../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { bwrapUserns } from '../../src/sandbox/rungs/bwrap-userns.ts';
import type { Exit, SandboxProcess } from '../../src/sandbox/sandbox.ts';
import { makeMountsRunning } from './mounts.ts';
import { runInside } from './run-inside.ts';

const SILENT = { onOut: () => undefined, onErr: () => undefined };

/** A tree whose root is the test: it says what a hostile root would say. */
function hostile(): { tree: SandboxProcess; say: (text: string) => void; killed: () => number } {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let kills = 0;
  let end: (exit: Exit) => void = () => undefined;
  const exited = new Promise<Exit>((resolve) => {
    end = resolve;
  });
  const kill = async () => {
    kills += 1;
    stdout.destroy();
    end({ code: null, signal: 'SIGKILL' });
  };
  stdin.resume();
  const tree: SandboxProcess = { stdin, stdout, stderr, exited, kill };
  return { tree, say: (text) => void stdout.write(text), killed: () => kills };
}

const small: Caps = { outBytes: 100, errBytes: 10, lineBytes: 200 };

const hasCode = (code: string) => (error: unknown) => error instanceof GateError && error.code === code;

for (const [what, said, code] of [
  ['a line that is no JSON', 'hello\n', 'sandbox-failed'],
  ['a line of another shape', '{"out":"x","more":1}\n', 'sandbox-failed'],
  ['an exit that is none', '{"exit":{"code":"0","signal":null}}\n', 'sandbox-failed'],
  [
    'an exit with a signal that is a command',
    '{"exit":{"code":null,"signal":"::error::"}}\n',
    'sandbox-failed',
  ],
  ['an empty piece of output', '{"out":""}\n', 'sandbox-failed'],
  ['a probe nobody asked for', '{"probe":{}}\n', 'sandbox-failed'],
  ['bytes that are no UTF-8 in place of JSON', '\u0000\u0001\n', 'sandbox-failed'],
  ['a line without an end', 'x'.repeat(300), 'agent-output-limit'],
  ['a line that is too long', `{"out":"${'x'.repeat(300)}"}\n`, 'agent-output-limit'],
  ['too much output', `{"out":"${'x'.repeat(60)}"}\n`.repeat(2), 'agent-output-limit'],
  ['too much error output', '{"err":"01234567890"}\n', 'agent-output-limit'],
] as const) {
  test(`${what} ends the tree`, async () => {
    const { tree, say, killed } = hostile();
    const turns = openTurns(tree, small);
    say('{"ready":true}\n');
    const run = turns.run({ args: [], stdin: '' }, SILENT);
    await sleep(10);
    say(said);
    await assert.rejects(run, hasCode(code));
    assert.ok(killed() > 0);
    await assert.rejects(turns.run({ args: [], stdin: '' }, SILENT), hasCode(code), 'no turn after that');
  });
}

test('output before any turn was asked for ends the tree', async () => {
  const { tree, say } = hostile();
  const turns = openTurns(tree, small);
  say('{"ready":true}\n{"exit":{"code":0,"signal":null}}\n');
  await sleep(10);
  await assert.rejects(turns.run({ args: [], stdin: '' }, SILENT), hasCode('sandbox-failed'));
});

test('a tree that dies during a turn fails the turn, and its words cannot be a command', async () => {
  const { tree, say } = hostile();
  const turns = openTurns(tree, small);
  say('{"ready":true}\n');
  const run = turns.run({ args: [], stdin: '' }, SILENT);
  await sleep(10);
  if (tree.stderr instanceof PassThrough) tree.stderr.write('bwrap: no\n::error::x ##[add-mask]\u001b[31m');
  await sleep(10);
  await turns.close();
  await assert.rejects(run, (error) => {
    assert.ok(error instanceof GateError);
    assert.match(error.message, /signal SIGKILL\): bwrap no error x add-mask 31m$/);
    return true;
  });
});

test('what a reader of the output throws ends the turn with it', async () => {
  const { tree, say, killed } = hostile();
  const turns = openTurns(tree, small);
  say('{"ready":true}\n');
  const onOut = () => {
    throw new GateError('agent-events-unknown', 'no');
  };
  const run = turns.run({ args: [], stdin: '' }, { onOut, onErr: () => undefined });
  await sleep(10);
  say('{"out":"x"}\n');
  await assert.rejects(run, hasCode('agent-events-unknown'));
  assert.ok(killed() > 0);
});

test('arguments, text, output and exit travel unchanged, turn after turn in one tree', async (t) => {
  const source = `
let text = '';
process.stdin.setEncoding('utf8').on('data', (piece) => (text += piece)).on('end', () => {
  process.stdout.write(JSON.stringify(process.argv.slice(2)) + text);
  process.stderr.write('aside');
  require('node:fs').appendFileSync('/tmp/turns', 'x');
  process.exitCode = require('node:fs').readFileSync('/tmp/turns').length;
});`;
  const { mounts, remove } = await makeMountsRunning(source);
  const turns = openTurns(bwrapUserns.open(mounts, DEFAULT_LIMITS).start());
  t.after(() => turns.close().then(remove));
  const stdin = `\u2028 "quoted" \n\r ü𝄞 ${'𝄞'.repeat(200_000)}`;
  for (const code of [1, 2]) {
    let [out, err] = ['', ''];
    const args = ['--x', 'a b', '\n', '::error::'];
    const sinks = {
      onOut: (text: string) => void (out += text),
      onErr: (text: string) => void (err += text),
    };
    assert.deepEqual(await turns.run({ args, stdin }, sinks), { code, signal: null });
    assert.equal(out, JSON.stringify(args) + stdin);
    assert.equal(err, 'aside');
  }
});

test('an endless writer is stopped at the cap', async (t) => {
  const source = `const chunk = 'y'.repeat(65536); const write = () => { while (process.stdout.write(chunk)); process.stdout.once('drain', write); }; write();`;
  const { mounts, remove } = await makeMountsRunning(source);
  const turns = openTurns(bwrapUserns.open(mounts, DEFAULT_LIMITS).start(), {
    ...DEFAULT_CAPS,
    outBytes: 3_000_000,
  });
  t.after(() => turns.close().then(remove));
  let bytes = 0;
  const onOut = (text: string) => void (bytes += text.length);
  await assert.rejects(
    turns.run({ args: [], stdin: '' }, { ...SILENT, onOut }),
    hasCode('agent-output-limit'),
  );
  assert.ok(bytes <= 3_000_000);
});

test('a program that leaves a child holding its output does not hold the turn', async () => {
  const source = `
require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { detached: true, stdio: 'inherit' }).unref();
console.log('done');
process.exit(0);`;
  const { exit, out } = await runInside('sandbox', source);
  assert.deepEqual([exit.code, out], [0, 'done\n']);
});

test('what a program wrote before it ended arrives whole, to the last character', async () => {
  const source = `
const { writeSync } = require('node:fs');
for (let n = 0; n < 300; n++) writeSync(1, '𝄞'.repeat(2500));
writeSync(2, 'e'.repeat(500000));
writeSync(1, 'end');
process.kill(process.pid, 'SIGKILL');`;
  const { exit, out, err } = await runInside('sandbox', source);
  assert.deepEqual([exit.signal, out.length, out.slice(-5)], ['SIGKILL', 1_500_003, '𝄞end']);
  assert.equal(err.length, 500_000);
});

test('without a sandbox too an endless writer is stopped, and its file with it', async () => {
  const source = `const fs = require('node:fs'); for (;;) fs.writeSync(1, Buffer.alloc(1 << 20, 'y'));`;
  await assert.rejects(runInside('none', source), hasCode('agent-output-limit'));
});

test('a program that cannot be started is an exit, not a silence', async (t) => {
  const { mounts, remove } = await makeMountsRunning('');
  const turns = openTurns(bwrapUserns.open({ ...mounts, opencode: mounts.config }, DEFAULT_LIMITS).start());
  t.after(() => turns.close().then(remove));
  assert.deepEqual(await turns.run({ args: [], stdin: '' }, SILENT), { code: 127, signal: null });
});

test('the relay carries requests to the broker and answers back, many at a time', async (t) => {
  const source = `
const ask = (n) => fetch(process.env.GATE_URL + '/n' + n, { method: 'POST', body: 'b'.repeat(100000) }).then((r) => r.text());
Promise.all(Array.from({ length: 20 }, (_, n) => ask(n))).then((all) => console.log(all.join()));`;
  const broker = createServer((request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => response.end(`${request.url}:${bytes}`));
  });
  const { mounts, remove } = await makeMountsRunning(source, 'inside', broker);
  const turns = openTurns(bwrapUserns.open(mounts, DEFAULT_LIMITS).start());
  t.after(() => turns.close().then(remove));
  let out = '';
  await turns.run({ args: [], stdin: '' }, { ...SILENT, onOut: (text) => void (out += text) });
  assert.equal(out.trim(), Array.from({ length: 20 }, (_, n) => `/n${n}:100000`).join());
});

test('nothing but the tree speaks: the launcher runs no start-up file of the user', async (t) => {
  const { mounts, remove } = await makeMountsRunning('');
  const tree = bwrapUserns.open(mounts, DEFAULT_LIMITS).start();
  t.after(() => tree.kill().then(remove));
  let said = '';
  tree.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  tree.stdout.resume();
  tree.stdin.end();
  assert.deepEqual(
    await tree.exited,
    { code: 0, signal: null },
    'the end of its input is the end of the relay',
  );
  assert.equal(said, '');
});
