import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startReviewer } from '../../main/reviewer.ts';
import { type HostileCase, judge } from '../case.ts';
import type { Marker } from '../kit/marker.ts';
import { runNaiveAction } from '../kit/naive-workflow.ts';
import type { Place } from '../kit/place.ts';
import { askedOf, isGreen, runGate, serve, whyOf } from '../kit/served.ts';

const PROGRAMS = ['git', 'bwrap', 'bash', 'prlimit', 'setpriv', 'rg', 'node', 'opencode', 'sudo'] as const;

/** What a step takes from PATH and from its environment without a thought. */
const NAIVE = `
const { execFileSync } = require('node:child_process');
const run = (file, ...args) => { try { execFileSync(file, args, { stdio: ['ignore', 2, 2] }); } catch {} };
run('/usr/bin/bash', '-c', 'true');
run('/usr/bin/git', 'diff', '--ext-diff', 'HEAD~1', 'HEAD');
run('/usr/bin/git', 'status');
run('/usr/bin/git', 'frobnicate');
for (const name of ${JSON.stringify(PROGRAMS)}) run(name, '--version');
`;

export const hostile: HostileCase = {
  number: 21,
  title: 'An earlier step left a PATH with other programs, and variables that load code',
  area: 'runner',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const { env, marks } = poison(place);
    const served = await serve(place, { base: { 'a.ts': 'a\n' }, head: { 'a.ts': 'b\n' } });
    const { workspace } = served;
    const loaded = { NODE_OPTIONS: `--require ${preload(place)}` };
    const said: string[] = [];
    let isPassed: boolean;
    if (defence === 'off') {
      const step = await runNaiveAction(place, NAIVE, { workspace, env });
      said.push(step.stdout, step.stderr);
      isPassed = isGreen(await runNaiveAction(place, '', { workspace, env: loaded }));
    } else {
      const model = await startReviewer(place);
      const step = await runGate(place, served, { env, inputs: askedOf(model.url) });
      if (!isGreen(step) || model.requests.length === 0) throw new Error(whyOf(step));
      said.push(step.stdout, step.stderr);
      isPassed = isGreen(await runGate(place, served, { env: loaded }));
    }
    const ran = Object.entries(marks).map(([name, mark]) => [name, mark.isMarked(...said) ? 'ran' : null]);
    return judge(defence, {
      ...(Object.fromEntries(ran) as Record<string, string | null>),
      NODE_OPTIONS: isPassed ? 'passed with a module that it loaded' : null,
    });
  },
};

function poison(place: Place) {
  const folder = place.folder('bin');
  const names = [...PROGRAMS, 'BASH_ENV', 'GIT_EXTERNAL_DIFF', 'GIT_CONFIG', 'GIT_EXEC_PATH'] as const;
  const marks: Record<string, Marker> = {};
  const of = (name: (typeof names)[number]) => (marks[name] ??= place.marker(name));
  for (const name of PROGRAMS) write(join(folder, name), of(name).shell);
  const exec = place.folder('exec');
  write(join(exec, 'git-frobnicate'), of('GIT_EXEC_PATH').shell);
  const start = join(folder, 'start-up');
  write(start, of('BASH_ENV').shell);
  const env = {
    PATH: `${folder}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    BASH_ENV: start,
    ENV: start,
    GIT_EXTERNAL_DIFF: of('GIT_EXTERNAL_DIFF').program,
    GIT_EXEC_PATH: exec,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: of('GIT_CONFIG').program,
  };
  return { env, marks };
}

function write(path: string, command: string): void {
  writeFileSync(path, `#!/bin/sh\n${command}\n`);
  chmodSync(path, 0o755);
}

function preload(place: Place): string {
  const module = join(place.directory, 'preload.cjs');
  writeFileSync(module, 'process.env.PRELOADED = "yes";\n');
  const check = ['--require', module, '-e', 'process.stdout.write(process.env.PRELOADED)'];
  if (execFileSync(process.execPath, check, { encoding: 'utf8' }) !== 'yes') throw new Error('Not loaded.');
  return module;
}
