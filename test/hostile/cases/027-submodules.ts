import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { type HostileCase, judge } from '../case.ts';
import { withEnvironment } from '../kit/environment.ts';
import type { Place } from '../kit/place.ts';
import { makePull, type Pull, plainGit } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

const address = (shell: string) => `ext::sh -c ${shell.replaceAll(' ', '% ')}`;

export const hostile: HostileCase = {
  number: 27,
  title: 'The address of a submodule, or of a promised file, is a command',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const [submodule, promised] = [place.marker('submodule'), place.marker('promised')];
    const home = place.folder('home');
    writeFileSync(join(home, '.gitconfig'), '[protocol "ext"]\n\tallow = always\n');
    const modules = `[submodule "lib"]\n\tpath = lib\n\turl = "${address(submodule.shell)}"\n`;
    const pull = makePull(place, {
      base: { 'a.ts': 'old\n' },
      head: { 'a.ts': 'new\n', '.gitmodules': modules, lib: ['160000', '1'.repeat(40)] },
    });
    const workspace = pull.checkout();
    const partial = await partialClone(place, pull, address(promised.shell));
    let said = '';
    if (defence === 'off') {
      said += await plainGit(workspace, ['submodule', 'update', '--init', '--recursive'], { HOME: home });
      said += await plainGit(partial, ['diff', pull.base, pull.head], { HOME: home });
    } else {
      await withEnvironment({ HOME: home }, async () => {
        const { change } = await readPull(place, pull, workspace);
        if (!change.files.some(({ path }) => path === 'lib')) throw new Error('The submodule is not shown.');
        const repository = gitRepository({ directory: partial, temporary: place.folder('git') });
        place.after(() => repository.close());
        const read = repository
          .resolveRange(pull.base, pull.head)
          .then((range) => repository.readChange(range));
        said += await read.then(() => 'read', String);
      });
    }
    return judge(defence, {
      'a submodule': submodule.isMarked(said) ? 'ran its address' : null,
      'a promised file': promised.isMarked(said) ? 'ran the address of the origin' : null,
    });
  },
};

/** A clone without the contents of its files, which git gets from the origin whenever somebody asks for them. */
async function partialClone(place: Place, pull: Pull, origin: string): Promise<string> {
  const directory = place.folder('partial');
  pull.repository.git('config', 'uploadpack.allowFilter', 'true');
  const from = `file://${pull.repository.directory}`;
  await plainGit(directory, ['clone', '--quiet', '--no-checkout', '--filter=blob:none', from, '.']);
  await plainGit(directory, ['config', 'remote.origin.url', origin]);
  return directory;
}
