import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from '../environment.ts';
import type { Mounts, Rung, SandboxProcess } from '../sandbox.ts';
import { strike, supervise } from '../supervise.ts';
import { BWRAP_PROMISES } from './promises.ts';

/**
 * No isolation at all: the same relay and the same environment with the paths of this machine. For people who know
 * what they do, and for the tests, where it shows that what the sandbox stops would work without it.
 */
export const dangerouslyNone: Rung = {
  name: 'dangerously-none',
  open: (mounts) => {
    const base = join(tmpdir(), `gate-none-${randomUUID()}`);
    const work = join(base, 'work');
    let running = 0;
    return {
      rung: 'dangerously-none',
      inside: { view: mounts.view, work },
      // Nobody believes it: what it is measured against is what the others promise.
      promises: { ...BWRAP_PROMISES, memory: 'none' },
      start: () => {
        running += 1;
        mkdirSync(work, { recursive: true, mode: 0o700 });
        const started = launch(mounts, work, mkdtempSync(join(base, 'run-')));
        void started.exited.then(() => {
          running -= 1;
          if (running === 0) rmSync(base, { recursive: true, force: true });
        });
        return started;
      },
    };
  },
};

function launch(mounts: Mounts, work: string, place: string): SandboxProcess {
  const [home, tmp] = [join(place, 'home'), join(place, 'tmp')];
  for (const path of [home, tmp]) mkdirSync(path);
  const env = environment({
    home,
    tmp,
    work,
    config: mounts.config,
    bin: dirname(mounts.ripgrep),
    opencode: mounts.opencode,
    brokerSocket: mounts.brokerSocket,
    port: 0,
  });
  const child = spawn(mounts.node, [mounts.relay], { cwd: work, env, detached: true, stdio: 'pipe' });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', resolve).once('error', () => resolve());
  }).then(() => (child.pid === undefined ? undefined : groupGone(child.pid)));
  return supervise(child, {
    gone,
    strike: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) strike(-child.pid);
    },
  });
}

/** What the relay started is in its group; without namespaces nothing better can be asked. */
async function groupGone(group: number): Promise<void> {
  for (const end = performance.now() + 5_000; performance.now() < end; await sleep(5)) {
    try {
      process.kill(-group, 0);
    } catch {
      return;
    }
  }
}
