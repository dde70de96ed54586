import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { runInside } from '../kit/inside.ts';
import { makePull, plainGit } from '../kit/repository.ts';
import { readPull, viewFor } from '../kit/view.ts';

/** Files that git takes for a repository of its own as soon as it is started below them. */
const embedded = (name: string, shell: string) => ({
  [`${name}/HEAD`]: 'ref: refs/heads/main\n',
  [`${name}/config`]: `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "sh -c '${shell}'"\n`,
  [`${name}/objects/.x`]: 'x\n',
  [`${name}/refs/.x`]: 'x\n',
});

const AGENT = `
const { spawnSync } = require('node:child_process');
for (const git of ['git', '/usr/bin/git', '/usr/local/bin/git'])
  for (const command of ['status', 'ls-files --others', 'diff'])
    process.stderr.write(String(spawnSync(git, ['-C', process.argv[2] + '/two', ...command.split(' ')], { timeout: 5000, env: { ...process.env, PATH: '/usr/bin:/bin' } }).stderr));
`;

export const hostile: HostileCase = {
  number: 23,
  title: 'A repository among the files of the change, whose settings name a program',
  area: 'git',
  lanes: ['userns'],
  async attack(place, defence) {
    const [one, two] = [place.marker('action'), place.marker('agent')];
    const pull = makePull(place, { head: { ...embedded('one', one.shell), ...embedded('two', two.shell) } });
    const workspace = pull.checkout();
    let said = '';
    if (defence === 'off') {
      said = await plainGit(join(workspace, 'one'), ['status']);
    } else {
      await readPull(place, pull, workspace);
      // Started inside of it by mistake, it still is no repository.
      await readPull(place, pull, join(workspace, 'one')).catch(() => null);
    }
    const { directory } = await viewFor(place, pull, defence);
    const run = await runInside(place, defence, { view: directory, source: AGENT });
    return judge(defence, {
      'the action': one.isMarked(said) ? 'ran its program' : null,
      'the agent': two.isMarked(run.out, run.err) ? 'ran its program' : null,
    });
  },
};
