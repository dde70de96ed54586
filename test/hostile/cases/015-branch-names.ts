import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { REPOSITORY } from '../../emulators/runner/run-step.ts';
import { type HostileCase, judge } from '../case.ts';
import { runScript } from '../kit/naive-workflow.ts';
import { type Served, serve } from '../kit/served.ts';

export const hostile: HostileCase = {
  number: 15,
  title: 'Branch names that are a command for a shell, or an option for git',
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const served = await serve(place, { head: { 'a.ts': 'a\n' } });
    const marker = (name: string) => place.marker(name);
    const marks = {
      substitution: marker('substitution'),
      backticks: marker('backticks'),
      'second command': marker('second'),
      pipe: marker('pipe'),
      'a program of git': marker('program'),
    };
    const written = join(place.directory, 'written');
    // In the place of git's own program, which has the first word.
    const other = join(place.directory, 'upload-pack');
    writeFileSync(other, `#!/bin/sh\n${marks['a program of git'].shell}\n`, { mode: 0o755 });
    const names = {
      substitution: `a$(${marks.substitution.program})`,
      backticks: `a\`${marks.backticks.program}\``,
      'second command': `a;${marks['second command'].program}`,
      pipe: `a|${marks.pipe.program}`,
      'a program of git': `--upload-pack=${other}`,
      'a file of git': `--output=${written}`,
    };
    for (const name of ['a', ...Object.values(names)]) {
      served.pull.repository.git('update-ref', `refs/heads/${name}`, served.pull.base);
      if (defence === 'off') naively(name, served);
      else await byTheGate(name, served);
    }
    const ran = Object.entries(marks).map(([name, mark]) => [name, mark.isMarked() ? 'ran' : null]);
    return judge(defence, {
      ...(Object.fromEntries(ran) as Record<string, string | null>),
      'a file of git': existsSync(written) ? 'was written' : null,
    });

    function naively(name: string, { workspace, pull }: Served): void {
      const remote = pull.repository.directory;
      for (const command of [
        `git fetch ${name} ${remote}`,
        `git fetch ${remote} ${name}`,
        `git diff ${name}`,
      ])
        runScript(command, workspace);
    }

    /** As the Action gives it, and as somebody types it. */
    async function byTheGate(name: string, { workspace, server, pull }: Served): Promise<void> {
      for (const base of [`refs/heads/${name}`, name]) {
        const repository = gitRepository({
          directory: workspace,
          temporary: place.folder('git'),
          fetch: { url: `${server.url}/${REPOSITORY}` },
          headName: base,
        });
        place.after(() => repository.close());
        const range = await repository.resolveRange(base, pull.head).catch(() => null);
        if (range === null && base.startsWith('refs/')) throw new Error(`${name} was not found.`);
        await repository.currentHead().catch(() => null);
      }
    }
  },
};
