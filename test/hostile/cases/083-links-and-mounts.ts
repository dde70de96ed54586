import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { reportOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';
import type { Place } from '../kit/place.ts';
import { makePull } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

/** Reads what it is told, from the view as it was mounted. */
const READER = `
const fs = require('node:fs');
const read = (path) => { try { return fs.readFileSync(path, 'latin1'); } catch { return ''; } };
console.log(JSON.stringify(process.argv.slice(3).map((path) => read(process.argv[2] + '/' + path))));`;

/** Names that a step before the gate can guess, as far as there are such names. */
const GUESSES = ['view', 'docs', 'review-gate', 'review-gate-view', 'review-gate-view-', 'review-gate-git-'];

export const hostile: HostileCase = {
  number: 83,
  title: 'Links where the gate is about to mount: in the temporary folder, and in the tree itself',
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const [planted, committed] = ['a link that was planted', 'a link of the tree'].map((name) => {
      const folder = place.folder('private');
      writeFileSync(join(folder, 'key'), place.secret(name));
      writeFileSync(join(folder, 'code.ts'), 'later code\n');
      return folder;
    });
    if (planted === undefined || committed === undefined) throw new Error('unreachable');
    // The temporary folder is a link itself, and has links in it.
    const temporary = join(place.directory, 'temp');
    symlinkSync(place.folder('real-temp'), temporary);
    for (const name of GUESSES) symlinkSync(planted, join(temporary, name));
    const head = { 'code.ts': 'from the pull request\n', docs: ['120000', committed] } as const;
    const views = await viewsFor(place, defence, { head, temporary });
    let said = '';
    for (const view of views) {
      const run = await runInside(place, 'on', {
        source: READER,
        view,
        args: ['key', 'docs/key', 'code.ts'],
      });
      said += (reportOf(run) as string[]).join('\n');
    }
    if (!said.includes('from the pull request')) throw new Error('The view was not there.');
    const found = new Set(place.scan({ said }).map(({ secret }) => secret));
    const later = readFileSync(join(planted, 'code.ts'), 'utf8');
    return judge(defence, {
      'a link that was planted': found.has('a link that was planted') ? 'was mounted' : null,
      'a link of the tree': found.has('a link of the tree') ? 'was mounted' : null,
      'code behind the link': later === 'later code\n' ? null : 'was overwritten',
    });
  },
};

type Given = { readonly head: Parameters<typeof makePull>[1]['head']; readonly temporary: string };

/** What is mounted as the view: names that anybody can guess and a folder of the tree, or what the gate makes of it. */
async function viewsFor(
  place: Place,
  defence: Defence,
  { head, temporary }: Given,
): Promise<readonly string[]> {
  const pull = makePull(place, { head });
  if (defence === 'off') {
    const tree = pull.checkout();
    const view = join(temporary, 'view');
    if (!existsSync(view)) mkdirSync(view);
    cpSync(join(tree, 'code.ts'), join(view, 'code.ts'));
    return [view, join(tree, 'docs')];
  }
  const folder = (name: string) => (name === 'git' ? temporary : place.folder(name));
  const { view } = await readPull({ ...place, folder }, pull);
  return [view.directory];
}
