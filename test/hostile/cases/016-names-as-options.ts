import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { RIPGREP } from '../kit/bundles.ts';
import type { Marker } from '../kit/marker.ts';
import { runScript } from '../kit/naive-workflow.ts';
import { makePull } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

type Way = (
  marker: Marker,
  target: string,
) => {
  readonly names: readonly string[];
  /** What a reviewer does with the list of changed files. */
  readonly command: string;
};

const WAYS: Readonly<Record<string, Way>> = {
  'a file by its path': (_marker, target) => ({
    names: [`--output=${target}`],
    command: 'git diff BASE LIST',
  }),
  'a file here': () => ({ names: ['--output=pwned'], command: 'git diff BASE LIST' }),
  'a program of git': ({ program }) => ({ names: [`-O${program}`], command: 'git grep -e needle LIST' }),
  'a program of ripgrep': ({ program }) => ({
    names: [`--pre=${program}`],
    command: `${RIPGREP} needle LIST`,
  }),
  'a program of tar': ({ program }) => ({
    names: ['--checkpoint=1', `--checkpoint-action=exec=${basename(program)}`],
    command: 'tar -cf /dev/null LIST',
  }),
};

export const hostile: HostileCase = {
  number: 16,
  title: 'Files whose names are options of the tools that read a change',
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const [way, make] of Object.entries(WAYS)) {
      const marker = place.marker();
      const target = join(place.directory, `written-${got.length}`);
      const { names, command } = make(marker, target);
      const files = Object.fromEntries(['z.ts', ...names].map((name) => [name, 'needle\n']));
      const pull = makePull(place, { head: files });
      const workspace = pull.checkout();
      if (defence === 'off') {
        const list = `$(git diff --name-only ${pull.base} ${pull.head})`;
        const path = `${place.directory}:/usr/bin:/bin`;
        runScript(command.replace('LIST', list).replace('BASE', pull.base), workspace, { PATH: path });
      } else {
        const { change, repository } = await readPull(place, pull, workspace);
        if (change.files.length !== names.length + 1) throw new Error('Not all files were read.');
        for (const file of change.files) await repository.readFile(pull.head, file.path);
      }
      const isWritten = existsSync(target) || existsSync(join(workspace, 'pwned')) || existsSync('pwned');
      got.push([way, marker.isMarked() ? 'ran' : isWritten ? 'was written' : null]);
    }
    return judge(defence, Object.fromEntries(got));
  },
};
