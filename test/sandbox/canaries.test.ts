import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { RUNGS_HERE } from './lane.ts';
import { runInside } from './run-inside.ts';

const directory = mkdtempSync(join(tmpdir(), 'gate-canary-'));
after(() => rmSync(directory, { recursive: true }));

/** Reads everything that a process can name: its own and every other environment, descriptor and given path. */
const THIEF = `
const fs = require('node:fs');
const found = [];
const look = (read) => { try { found.push(String(read())); } catch {} };
found.push(JSON.stringify(process.env));
for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))) {
  look(() => fs.readFileSync('/proc/' + pid + '/environ', 'latin1'));
  look(() => fs.readFileSync('/proc/' + pid + '/cmdline', 'latin1'));
  let descriptors = [];
  try { descriptors = fs.readdirSync('/proc/' + pid + '/fd'); } catch {}
  for (const number of descriptors) {
    const path = '/proc/' + pid + '/fd/' + number;
    look(() => fs.readlinkSync(path));
    look(() => fs.statSync(path).isFile() ? fs.readFileSync(path, 'latin1').slice(0, 4096) : '');
  }
}
for (const path of process.argv.slice(2)) {
  look(() => fs.readFileSync(path, 'latin1'));
  look(() => fs.readFileSync('/proc/1/root' + path, 'latin1'));
  look(() => fs.readdirSync(path).join());
}
console.log(found.join('\\n'));`;

test('no canary of the parent is inside: environment, files, neighbours, home', async () => {
  const [inEnvironment, inFile] = [randomUUID(), randomUUID()];
  const file = join(directory, 'secret');
  writeFileSync(file, inFile);
  process.env['GATE_TEST_CANARY'] = inEnvironment;
  // A real parent has its secrets from its start on, where /proc shows them; a child of ours stands for it.
  const holder = execFile(process.execPath, ['-e', 'setTimeout(() => {}, 20000)']);
  try {
    const outside = await runInside('none', THIEF, { args: [file] });
    assert.ok(outside.out.includes(inEnvironment), 'without a sandbox the environment is found');
    assert.ok(outside.out.includes(inFile), 'without a sandbox the file is found');
    for (const rung of RUNGS_HERE) {
      const inside = await runInside(rung, THIEF, { args: [file, directory, '/root/.ssh', '/etc/shadow'] });
      assert.ok(!inside.out.includes(inEnvironment), rung.name);
      assert.ok(!inside.out.includes(inFile), rung.name);
      assert.ok(!inside.out.includes('root:'), rung.name);
      assert.equal(inside.exit.code, 0, rung.name);
    }
  } finally {
    delete process.env['GATE_TEST_CANARY'];
    holder.kill('SIGKILL');
  }
});

test('descriptors that our own process inherited do not reach the inside', async () => {
  const inFile = randomUUID();
  const file = join(directory, 'open');
  writeFileSync(file, inFile);
  const script = join(import.meta.dirname, 'inherit.ts');
  const run = async (where: string) => {
    const command = `exec 77<"$1" 251<"$1"; exec "$0" --no-warnings "$2" ${where}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, file, script], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.includes(inFile);
  };
  assert.equal(await run('none'), true, 'without a sandbox both leak');
  for (const { name } of RUNGS_HERE) assert.equal(await run(name), false, name);
});

const CALLER = `
const net = require('node:net');
const [path, abstract, port] = process.argv.slice(2);
const call = (options) => new Promise((resolve) => {
  const socket = net.connect(options, () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});
Promise.all([call({ path }), call({ path: '\\0' + abstract }), call({ host: '127.0.0.1', port: Number(port) })])
  .then((reached) => console.log(JSON.stringify(reached)));`;

test('no socket of the machine can be called: by path, by abstract name, on loopback', async () => {
  const name = `gate-test-${randomUUID()}`;
  const path = join(directory, 'sock');
  const servers = [{ path }, { path: `\0${name}` }, { host: '127.0.0.1', port: 0 }].map((options) => {
    const server = createServer((socket) => socket.destroy());
    return new Promise<typeof server>((resolve) => server.listen(options, () => resolve(server)));
  });
  const open = await Promise.all(servers);
  const address = open[2]?.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const args = [path, name, String(port)];
  const outside = await runInside('none', CALLER, { args });
  assert.deepEqual(JSON.parse(outside.out), [true, true, true]);
  for (const rung of RUNGS_HERE) {
    const inside = await runInside(rung, CALLER, { args });
    assert.deepEqual(JSON.parse(inside.out), [false, false, false], rung.name);
  }
  for (const server of open) server.close();
});
