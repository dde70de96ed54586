import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportPaths } from '../../../src/adapters/output/report-files.ts';
import { trailFile } from '../../../src/adapters/output/trail-file.ts';
import { writeFileWhole } from '../../../src/adapters/output/write-file.ts';
import { plainFolder } from '../../../src/adapters/view/plain-folder.ts';
import { type HostileCase, judge } from '../case.ts';

const ORDINARY = 'what the owner wrote\n';
const LOOT = 'what the model wrote\n';

/** A name that a run writes to, and how it does that with the defence on. */
const WRITERS: Readonly<Record<string, (path: string) => void>> = {
  'review-gate.sarif': (path) => writeFileWhole(path, LOOT),
  'review-gate.md': (path) => writeFileWhole(path, LOOT),
  'review-gate.json': (path) => writeFileWhole(path, LOOT),
  'result.json': (path) => writeFileWhole(path, LOOT),
  'trail.jsonl': (path) => {
    const trail = trailFile(path);
    trail.record({ kind: 'change', base: LOOT, head: LOOT, files: 1, hunks: 1 });
    trail.close();
  },
  'a file of the view': (path) => plainFolder(join(path, '..')).add('a file of the view', Buffer.from(LOOT)),
};

export const hostile: HostileCase = {
  number: 29,
  title: 'Links lie already where the results, the trail and the view are written',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const known = new Set(Object.values(reportPaths('/x')).map((path) => path.slice('/x/'.length)));
    if ([...known].some((name) => !(name in WRITERS))) throw new Error('A report has another name now.');
    const got = Object.entries(WRITERS).map(([name, write]) => {
      const [workspace, victims] = [place.folder('workspace'), place.folder('home')];
      const loot = ['here', 'there'].map((kind) => {
        const victim = join(victims, kind);
        mkdirSync(join(workspace, kind));
        // One link leads to a file, the other to a name where none is yet.
        if (kind === 'here') writeFileSync(victim, ORDINARY);
        symlinkSync(victim, join(workspace, kind, name));
        attempt(() =>
          defence === 'on'
            ? write(join(workspace, kind, name))
            : writeFileSync(join(workspace, kind, name), LOOT),
        );
        const after = attempt(() => readFileSync(victim, 'utf8'));
        return after !== (kind === 'here' ? ORDINARY : null);
      });
      const isGot = defence === 'off' ? loot.every(Boolean) : loot.some(Boolean);
      return [name, isGot ? 'wrote through the link' : null] as const;
    });
    return judge(defence, Object.fromEntries(got));
  },
};

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
