// A parent for the survivors test: starts a sandboxed tree, tells its mark on standard output, and waits.
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTurns } from '../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { dangerouslyNone } from '../../src/sandbox/rungs/dangerously-none.ts';
import { NAMED_RUNGS } from '../../src/sandbox/rungs.ts';
import { makeMountsRunning } from './mounts.ts';

const [name = '', mode = ''] = process.argv.slice(2);
const rung = NAMED_RUNGS.find((each) => each.name === name) ?? dangerouslyNone;
const isolated = rung !== dangerouslyNone;

/** The grandchild leaves group and session, ignores what can be ignored, and ends by itself after a minute. */
const source = `
const { spawn } = require('node:child_process');
const program = "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {}); setTimeout(() => {}, 60000)";
const child = spawn(process.execPath, ['-e', program, process.argv[2]], { detached: true, stdio: 'ignore' });
child.on('spawn', () => {
  process.stdout.write('started\\n');
  if (process.argv[3] === 'relay-stops') setTimeout(() => process.kill(process.ppid, 'SIGSTOP'), 100);
});
if (process.argv[3] === 'relay-dies') setTimeout(() => process.kill(process.ppid, 'SIGKILL'), 100);
setTimeout(() => {}, 60000);`;

const { mounts, directory } = await makeMountsRunning(source, isolated ? 'inside' : 'outside');
const sandbox = rung.open(mounts, DEFAULT_LIMITS);
const tree = sandbox.start();
/** The mark, and what else is to be removed when this process is killed. */
const say = () =>
  process.stdout.write(isolated ? `${directory}\n` : `${directory}\n${dirname(sandbox.inside.work)}\n`);

if (mode === 'kill-at-once') {
  await tree.kill();
  say();
} else {
  const turns = openTurns(tree);
  const started = new Promise<void>((resolve) => {
    const sinks = { onOut: () => resolve(), onErr: (text: string) => void process.stderr.write(text) };
    turns.run({ args: [directory, mode], stdin: '' }, sinks).catch(() => undefined);
  });
  await started;
  if (mode === 'relay-dies') await tree.exited;
  // More than fits on its way to a relay that reads no more.
  if (mode === 'relay-stops') await sleep(300).then(() => tree.stdin.write('x'.repeat(4_000_000)));
  if (mode === 'kill' || mode === 'relay-dies') await tree.kill();
  say();
}
await sleep(60_000);
