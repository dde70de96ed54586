import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { runInProcess, startedIn } from '../kit/in-process.ts';
import type { Place } from '../kit/place.ts';

/** Everything that process 1 shows of itself. */
const READER = `
for (const name of ['environ', 'cmdline']) {
  try { console.log(name, require('node:fs').readFileSync('/proc/1/' + name, 'latin1')); } catch (error) { console.log(error.code); }
}`;

export const hostile: HostileCase = {
  number: 62,
  title: 'Process 1 of the sandbox is asked what it was started with: variables and command line',
  area: 'sandbox',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const env = { MODEL_KEY: place.secret('environ') };
    const view = `${place.directory}/view-${place.secret('cmdline')}`;
    mkdirSync(view);
    const said =
      defence === 'off'
        ? await askNaively(view, env)
        : await askTheGate(place, { source: READER, view, env });
    const found = new Set(place.scan({ said }).map(({ secret }) => secret));
    return judge(
      defence,
      Object.fromEntries(['environ', 'cmdline'].map((name) => [name, found.has(name) ? 'read' : null])),
    );
  },
};

/** Bubblewrap as most people start it: it clears the environment of the program, and keeps its own. */
async function askNaively(view: string, env: Readonly<Record<string, string>>): Promise<string> {
  const options = [
    '--unshare-user',
    '--unshare-pid',
    '--clearenv',
    '--die-with-parent',
    '--ro-bind',
    '/',
    '/',
  ];
  const mounts = ['--tmpfs', '/mnt', '--ro-bind', view, '/mnt', '--proc', '/proc'];
  const { stdout } = await promisify(execFile)('bwrap', [...options, ...mounts, '--', NODE, '-e', READER], {
    env: { PATH: '/usr/bin:/bin', ...env },
  });
  return stdout;
}

async function askTheGate(place: Place, options: Parameters<typeof runInProcess>[2]): Promise<string> {
  const { out, exit } = startedIn(await runInProcess(place, 'on', options));
  if (exit.code !== 0 || out === '') throw new Error(JSON.stringify(exit));
  return out;
}
