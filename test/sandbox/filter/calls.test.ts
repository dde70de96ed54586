import assert from 'node:assert/strict';
import { arch } from 'node:os';
import { test } from 'node:test';
import { filterFor, isKnown } from '../../../src/sandbox/filter/filter-for.ts';
import { NUMBERS, type Processor } from '../../../src/sandbox/filter/numbers.ts';
import { ALLOWED, GUARDED } from '../../../src/sandbox/filter/policy.ts';
import { attempts } from '../../../src/sandbox/self-test/attempts.ts';
import { renderCaller } from '../../../src/sandbox/self-test/caller.ts';
import { decode, interpret } from './interpret.ts';
import { callFiltered, runFiltered } from './run-filtered.ts';

const processor: Processor = isKnown(arch()) ? (arch() as Processor) : 'x64';
const numbers = NUMBERS[processor];
const call = (name: string, ...args: readonly (number | bigint)[]) => ({
  number: numbers.get(name) ?? -1,
  args,
});
const works = call('getpid');

test('each attempt of the proof is answered by the filter, and without it by the kernel', async () => {
  const all = attempts(processor);
  const executable = renderCaller(processor, [works, ...all]);
  const inside = await callFiltered('with', executable);
  const control = await callFiltered('without', executable);
  assert.ok((inside.results[0] ?? 0) > 0 && (control.results[0] ?? 0) > 0);
  assert.deepEqual(
    all.filter(({ result }, index) => inside.results[index + 1] !== result).map(({ name }) => name),
    [],
  );
  const answered = all.filter(({ result }, index) => control.results[index + 1] !== result);
  const names = new Set(answered.map(({ name }) => name));
  // What every kernel has that OpenCode can run on; the rest depends on how it was built.
  for (const name of [
    'socket',
    'clone',
    'clone3',
    'unshare',
    'setns',
    'ptrace',
    'mount',
    'ioctl',
    'personality',
  ])
    assert.ok(names.has(name), `without a filter the kernel answers ${name}`);
  assert.ok(names.size >= 35, `${names.size}`);
});

/** Gates that the kernel itself puts into probed programs; it asks no filter about them, and ends whoever else calls. */
const PROBES = [335, 336];

test('what the policy allows reaches the kernel, and nothing else does', async () => {
  const program = decode(filterFor(processor));
  const abi = processor === 'x64' ? 0xc000003e : 0xc00000b7;
  const refused = Array.from({ length: 601 }, (_, number) => number).filter((number) => {
    if (processor === 'x64' && PROBES.includes(number)) return false;
    const verdict = interpret(program, { abi, number, args: [-1n, -1n, -1n, -1n, -1n, -1n] });
    return verdict !== 0x7fff0000;
  });
  const every = refused.map((number) => ({ number, args: [-1, -1, -1, -1, -1, -1] }));
  const { results } = await callFiltered('with', renderCaller(processor, [works, ...every]));
  assert.equal(results.length, every.length + 1);
  assert.ok(refused.length > 350);
  const guarded = new Set(Object.keys(GUARDED).map((name) => numbers.get(name)));
  for (const [index, number] of refused.entries()) {
    if (guarded.has(number)) assert.ok((results[index + 1] ?? 0) < 0, `${number}`);
    else assert.equal(results[index + 1], -38, `${number}`);
  }
  assert.equal(refused.filter((number) => ALLOWED.some((name) => numbers.get(name) === number)).length, 0);
});

test('upper halves of arguments open nothing', async () => {
  const odd = (value: number) => BigInt(value) | 0xffff_ffff_0000_0000n;
  const calls = [
    works,
    call('socket', odd(16), 3, 0),
    call('socket', 0x1_0000_0010n, odd(3), odd(0)),
    call('clone', odd(0x1000_0800)),
    call('ioctl', -1, odd(0x5412), 0),
    call('setsockopt', -1, odd(6), odd(31), 0, 0),
    // And close nothing: the kernel sees a local stream socket here.
    call('socket', odd(1), odd(1), odd(0)),
  ];
  const { results } = await callFiltered('with', renderCaller(processor, calls));
  assert.deepEqual(results.slice(1, 6), [-97, -97, -1, -25, -92]);
  assert.ok((results[6] ?? -1) >= 0);
  const control = await callFiltered('without', renderCaller(processor, calls));
  assert.ok((control.results[1] ?? -1) >= 0, 'without a filter there is a netlink socket');
});

test('a user namespace is refused by the filter alone too', async () => {
  const both = await callFiltered('with', renderCaller(processor, [works, call('unshare', 0x1000_0000)]));
  assert.equal(both.results[1], -38);
  // Taken away, the limit that bwrap set refuses it: ENOSPC.
  const limit = await callFiltered('without', renderCaller(processor, [works, call('unshare', 0x1000_0000)]));
  assert.equal(limit.results[1], -28);
});

/** The same executable with the first call made through the gate for 32-bit programs, `int 0x80`. */
function through32Bits(executable: Buffer): Buffer {
  const at = executable.indexOf(Buffer.from([0x0f, 0x05]), 120);
  const changed = Buffer.from(executable);
  changed.set([0xcd, 0x80], at);
  return changed;
}

test('calls by the numbers of another ABI of the processor do not pass', async () => {
  const x32 = { number: 0x4000_0000 + works.number, args: [] };
  const { results } = await callFiltered('with', renderCaller(processor, [works, x32]));
  assert.equal(results[1], -38);
  if (processor === 'x64') {
    // 20 is getpid there, and writev here.
    const executable = through32Bits(renderCaller('x64', [{ number: 20, args: [] }]));
    const inside = await callFiltered('with', executable);
    assert.deepEqual([inside.results, inside.signal], [[], 'SIGSYS']);
    assert.notEqual((await callFiltered('without', executable)).signal, 'SIGSYS');
  }
});

const LIFE = `
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const { createServer, connect } = require('node:net');
const { createSocket } = require('node:dgram');
const { Worker } = require('node:worker_threads');
const assert = require('node:assert');
process.chdir('/tmp');
fs.mkdirSync('a/b', { recursive: true });
fs.writeFileSync('a/f', 'needle');
fs.copyFileSync('a/f', 'a/g');
fs.renameSync('a/g', 'a/h');
fs.linkSync('a/h', 'a/i');
fs.symlinkSync('h', 'a/j');
fs.chmodSync('a/h', 0o600);
fs.chownSync('a/h', process.getuid(), process.getgid());
fs.utimesSync('a/h', 1, 1);
fs.truncateSync('a/h', 3);
const file = fs.openSync('a/h', 'r+');
fs.fsyncSync(file);
fs.fdatasyncSync(file);
fs.ftruncateSync(file, 2);
fs.closeSync(file);
fs.statfsSync('.');
assert.equal(fs.readFileSync('a/j', 'latin1').length, 2);
const search = spawnSync('/opt/gate/bin/rg', ['--threads', '4', '--json', 'needle|change', '.', '/pr']);
assert.equal(search.status, 0, String(search.stderr));
assert.match(String(search.stdout), /needle[^]*a line of the change|a line of the change[^]*needle/);
const watched = new Promise((resolve) => {
  const watcher = fs.watch('a', () => { watcher.close(); resolve(); });
  fs.writeFileSync('a/k', '');
});
const worked = new Promise((resolve, reject) => {
  const worker = new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true });
  worker.on('message', resolve).on('error', reject);
});
const talk = (where) => new Promise((resolve, reject) => {
  const server = createServer((socket) => socket.setNoDelay().setKeepAlive(true).end('hello'));
  server.listen(where, () => connect(where.path ? where : server.address().port, where.host).on('data', () => { server.close(); resolve(); }).on('error', reject));
});
const sent = new Promise((resolve, reject) => {
  const socket = createSocket('udp4').on('message', () => { socket.close(); resolve(); }).on('error', reject);
  socket.bind(0, '127.0.0.1', () => socket.send('?', socket.address().port, '127.0.0.1'));
});
Promise.all([watched, worked, sent, talk({ host: '127.0.0.1', port: 0 }), talk({ path: '/tmp/sock' })]).then(() => {
  fs.rmSync('a', { recursive: true });
  console.log('all of it');
});`;

test('a program can do with files, processes, threads, watches and sockets what it needs', async () => {
  const { out, err, exit } = await runFiltered('with', LIFE);
  assert.equal(out, 'all of it\n', err);
  assert.equal(exit.code, 0);
});
