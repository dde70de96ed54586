import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeRepository, runGit } from '../../adapters/git/make-repository.ts';
import { trackedFiles } from '../../repository/tracked-files.ts';
import { type HostileCase, judge } from '../case.ts';
import type { Place } from '../kit/place.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** As most workflows name the actions that they use. */
const NAIVE = ['actions/checkout@v7', 'actions/upload-artifact@main', 'acme/scan@v7.0.1'];

/** What a build reads, and what it is compared with. */
const SOURCES = ['src', 'scripts', 'action.yml', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

export const hostile: HostileCase = {
  number: 121,
  title: 'The tag of an action is moved, and a bundle holds what its sources do not',
  area: 'supply-chain',
  lanes: ['unprivileged'],
  seconds: 240,
  async attack(place, defence) {
    const moved = await movedTags(place, defence === 'off' ? NAIVE : ownUses());
    const bundle = place.marker('bundle');
    const copy = place.folder('copy');
    for (const name of [...SOURCES, 'dist']) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const tampered = join(copy, 'dist', 'main', 'index.js');
    if (defence === 'on') build(copy);
    appendFileSync(tampered, `\n${bundle.js}\n`);
    runGit(copy, ['init', '--quiet']);
    runGit(copy, ['add', '--force', 'dist']);
    runGit(copy, ['commit', '--quiet', '-m', 'x']);
    return judge(defence, {
      'a tag that was moved': moved,
      'a bundle with more in it': defence === 'off' || check(copy) ? 'is taken as it is' : null,
    });
  },
};
