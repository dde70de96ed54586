import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUNGS_HERE } from './lane.ts';

const SCRIPT = join(import.meta.dirname, 'survive.ts');

/** A parent of its own that has started a sandbox with a grandchild in another session; `mark` names them all. */
async function startParent(
  t: TestContext,
  rung: string,
  mode: string,
): Promise<{ parent: ChildProcess; mark: string }> {
  const parent = spawn(process.execPath, ['--no-warnings', SCRIPT, rung, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let mark = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => (mark += text));
  t.after(() => {
    parent.kill('SIGKILL');
    for (const path of mark.trim().split('\n')) rmSync(path, { recursive: true, force: true });
  });
  while (!mark.includes('\n')) {
    assert.equal(parent.exitCode, null, 'the parent started its sandbox');
    await sleep(20);
  }
  return { parent, mark: mark.split('\n')[0] ?? '' };
}

/** Numbers of all processes, seen from outside, whose command line or mounts hold the mark. */
function marked(mark: string, but: number | undefined): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === but || Number(pid) === process.pid) return false;
    return ['cmdline', 'mountinfo'].some((name) => {
      try {
        return readFileSync(`/proc/${pid}/${name}`, 'latin1').includes(mark);
      } catch {
        return false;
      }
    });
  });
}

/** What a process has started itself: what supervises the tree bears no mark. */
function children(pid: number | undefined): readonly string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ');
}

async function within(ms: number, isSo: () => boolean): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(20)) if (isSo()) return true;
  return false;
}

/** A zombie whose new parent has not yet asked is over. */
const isOver = (pid: string) => !existsSync(`/proc/${pid}`) || /\) [ZX] /.test(readStat(pid));

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return ') X ';
  }
}

for (const { name } of RUNGS_HERE) {
  for (const mode of ['runs', 'relay-stops']) {
    test(`${name}: nothing survives the SIGKILL of the parent, not even a grandchild in its own session (${mode})`, async (t) => {
      const { parent, mark } = await startParent(t, name, mode);
      assert.ok(marked(mark, parent.pid).length >= 3, 'the tree is there before');
      const supervisors = children(parent.pid);
      assert.ok(supervisors.length > 0);
      parent.kill('SIGKILL');
      await once(parent, 'exit');
      assert.ok(await within(7_000, () => marked(mark, parent.pid).length === 0));
      assert.ok(await within(7_000, () => supervisors.every(isOver)), 'nor does what watched over it');
    });
  }
}

test('without the sandbox such a grandchild survives', async (t) => {
  const { parent, mark } = await startParent(t, 'none', 'runs');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await sleep(300);
  const left = marked(mark, parent.pid);
  for (const pid of left) process.kill(Number(pid), 'SIGKILL');
  assert.equal(left.length, 1);
});

for (const { name } of RUNGS_HERE) {
  for (const mode of ['kill', 'kill-at-once', 'relay-dies']) {
    test(`${name}: kill() resolves when no process of the tree is left (${mode})`, async (t) => {
      const { parent, mark } = await startParent(t, name, mode);
      // The parent says the mark again when kill() has resolved, and stays.
      assert.deepEqual(marked(mark, parent.pid), []);
    });
  }
}
