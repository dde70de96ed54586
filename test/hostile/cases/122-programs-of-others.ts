import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findGit } from '../../../src/adapters/git/find-git.ts';
import { findNpm } from '../../../src/adapters/opencode/find-npm.ts';
import { trustedProgram } from '../../../src/sandbox/rungs/machine.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import type { Place } from '../kit/place.ts';

const PROGRAMS = ['bwrap', 'git', 'npm'] as const;
type Program = (typeof PROGRAMS)[number];

/** Nobody's user; a run as root makes files of theirs. */
const OTHER = 59_418;

/** `isTrue`: nothing is wrong with it, so that it must run; it shows that the others are refused for what they are. */
type Way = { readonly folder: string; readonly ran: () => boolean; readonly isTrue?: true };

export const hostile: HostileCase = {
  number: 122,
  title: 'The programs of the sandbox belong to somebody who could put others in their place',
  area: 'supply-chain',
  lanes: ['unprivileged', 'root'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const [name, { isTrue = false, ...way }] of Object.entries(waysFor(place))) {
      for (const program of PROGRAMS) await start(program, way.folder, defence);
      if (isTrue && !way.ran()) throw new Error("A program that is root's alone was refused.");
      if (!isTrue) got.push([name, way.ran() ? 'ran' : null]);
    }
    return judge(defence, Object.fromEntries(got));
  },
};

/** What is found there is started, as the gate would; nothing is found where it may not be trusted. */
async function start(program: Program, folder: string, defence: Defence): Promise<void> {
  const run = (file: string) => execFileSync(file, ['--version'], { stdio: ['ignore', 'ignore', 'ignore'] });
  if (defence === 'off') {
    run(
      execFileSync('/bin/sh', ['-c', `PATH=${folder}:$PATH command -v ${program}`], {
        encoding: 'utf8',
      }).trim(),
    );
    return;
  }
  const found = await FINDERS[program](folder).catch(() => null);
  if (found !== null) run(found);
}

const FINDERS: Readonly<Record<Program, (folder: string) => Promise<string | null>>> = {
  git: (folder) => findGit([folder]),
  npm: async (folder) => (await findNpm({ own: '/nonexistent/bin', system: [folder] }))?.[0] ?? null,
  bwrap: async (folder) => trustedProgram('bwrap', '', [folder]),
};

function waysFor(place: Place): Readonly<Record<string, Way>> {
  const base = baseFor(place);
  const make = (name: string, spoil: (folder: string) => string): Way => {
    const marker = place.marker(name);
    const top = join(mkdtempSync(join(base, 'programs-')), 'bin');
    mkdirSync(top);
    for (const each of [top, dirname(top)]) chmodSync(each, 0o755);
    for (const each of PROGRAMS) copyFileSync(marker.program, join(top, each));
    return { folder: spoil(top), ran: () => marker.isMarked() };
  };
  const all = (folder: string, change: (file: string) => void) => {
    for (const each of PROGRAMS) change(join(folder, each));
    return folder;
  };
  if (place.lane !== 'root') return { 'of this user': make('own', (folder) => folder) };
  return {
    "root's alone": { ...make('true', (folder) => folder), isTrue: true },
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
      const linked = mkdtempSync(join(base, 'linked-'));
      chmodSync(linked, 0o755);
      for (const each of PROGRAMS) symlinkSync(join(folder, each), join(linked, each));
      return all(folder, (file) => chownSync(file, OTHER, OTHER)) && linked;
    }),
    'below a folder of another user': make('above', (folder) => {
      chownSync(join(folder, '..'), OTHER, OTHER);
      return folder;
    }),
  };
}

/** In the lane of root a place that nobody else can write, on the whole way from the top; /tmp is none. */
function baseFor(place: Place): string {
  if (place.lane !== 'root') return place.folder('programs');
  const base = mkdtempSync('/var/lib/h-programs-');
  place.after(() => rmSync(base, { recursive: true, force: true }));
  chmodSync(base, 0o755);
  return base;
}
