import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { briefsOf } from '../kit/brief.ts';
import { runScript } from '../kit/naive-workflow.ts';
import { makePull } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

export const hostile: HostileCase = {
  number: 16,
  title: 'Files whose names are options of the tools that read a change',
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const [pager, checkpoint] = [place.marker('pager'), place.marker('checkpoint')];
    const target = join(place.directory, 'written-by-git');
    const names = {
      'a file by its path': `--output=${target}`,
      'a file here': '--output=pwned',
      'a program of git': `-O${pager.program}`,
      'a program of tar': `--checkpoint-action=exec=${checkpoint.program.split('/').at(-1)}`,
    };
    const files = Object.fromEntries([...Object.values(names), '--checkpoint=1'].map((name) => [name, 'needle\n']));
    const pull = makePull(place, { head: { 'a.ts': 'needle\n', ...files } });
    const workspace = pull.checkout();
    const list = `$(git diff --name-only ${pull.base} ${pull.head} | sort -r)`;
    if (defence === 'off') {
      runScript(`git diff ${pull.base} ${list}`, workspace);
      runScript(`git grep needle ${list}`, workspace);
      runScript(`tar -cf /dev/null *`, workspace, { PATH: `${place.directory}:/usr/bin:/bin` });
    } else {
      const { change, repository } = await readPull(place, pull, workspace);
      if (change.files.length !== Object.keys(files).length + 1) throw new Error('Not all files were read.');
      for (const { path } of change.files) await repository.readFile(pull.head, path);
      await briefsOf(place, pull);
    }
    const isWritten = [workspace, process.cwd()].some((folder) => readdirSync(folder).includes('pwned'));
    return judge(defence, {
      'a file by its path': existsSync(target) ? 'was written' : null,
      'a file here': isWritten ? 'was written' : null,
      'a program of git': pager.isMarked() ? 'ran' : null,
      'a program of tar': checkpoint.isMarked() ? 'ran' : null,
    });
  },
};
