import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findGit } from '../../../src/adapters/git/find-git.ts';
import { trustedProgram } from '../../../src/sandbox/rungs/machine.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import type { Place } from '../kit/place.ts';

/** Nobody's user; a run as root makes files of theirs. */
const OTHER = 59_418;

type Way = { readonly folder: string; readonly ran: () => boolean };

export const hostile: HostileCase = {
  number: 122,
  title: 'The programs of the sandbox belong to somebody who could put others in their place',
  area: 'supply-chain',
  lanes: ['unprivileged', 'root'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const [name, way] of Object.entries(waysFor(place))) {
      for (const program of ['bwrap', 'git'] as const) await start(program, way.folder, defence);
      got.push([name, way.ran() ? 'ran' : null]);
    }
    return judge(defence, Object.fromEntries(got));
  },
};

/** What is found there is started, as the gate would; nothing is found where it may not be trusted. */
async function start(program: 'bwrap' | 'git', folder: string, defence: Defence): Promise<void> {
  const run = (file: string) => execFileSync(file, ['--version'], { stdio: ['ignore', 'ignore', 'ignore'] });
  if (defence === 'off') {
    run(execFileSync('/bin/sh', ['-c', `PATH=${folder}:$PATH command -v ${program}`], { encoding: 'utf8' }).trim());
    return;
  }
  const found = await (program === 'git' ? findGit([folder]) : find(program, folder)).catch(() => null);
  if (found !== null) run(found);
}

async function find(program: string, folder: string): Promise<string> {
  return trustedProgram(program, '', [folder]);
}

function waysFor(place: Place): Readonly<Record<string, Way>> {
  const make = (name: string, spoil: (folder: string) => string): Way => {
    const marker = place.marker(name);
    const top = join(place.folder('programs'), 'bin');
    mkdirSync(top);
    chmodSync(top, 0o755);
    for (const each of ['bwrap', 'git']) copyFileSync(marker.program, join(top, each));
    return { folder: spoil(top), ran: () => marker.isMarked() };
  };
  const all = (folder: string, change: (file: string) => void) => {
    for (const each of ['bwrap', 'git']) change(join(folder, each));
    return folder;
  };
  if (place.lane !== 'root') return { 'of this user': make('own', (folder) => folder) };
  return {
    'of another user': make('other', (folder) => all(folder, (file) => chownSync(file, OTHER, OTHER))),
    'written by a group': make('group', (folder) => all(folder, (file) => chmodSync(file, 0o775))),
    'written by all': make('all', (folder) => all(folder, (file) => chmodSync(file, 0o757))),
    'in a folder of another user': make('folder', (folder) => {
      chownSync(folder, OTHER, OTHER);
      return folder;
    }),
    'in a folder that all may write': make('open', (folder) => {
      chmodSync(folder, 0o777);
      return folder;
    }),
    'behind a link': make('link', (folder) => {
      const linked = join(place.folder('linked'), 'bin');
      mkdirSync(linked);
      for (const each of ['bwrap', 'git']) symlinkSync(join(folder, each), join(linked, each));
      return all(folder, (file) => chownSync(file, OTHER, OTHER)) && linked;
    }),
    'below a folder of another user': make('above', (folder) => {
      chownSync(join(folder, '..'), OTHER, OTHER);
      return folder;
    }),
  };
}
