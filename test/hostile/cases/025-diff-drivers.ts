import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { withEnvironment } from '../kit/environment.ts';
import { makePull, plainGit } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

const WAYS = ['textconv', 'command', 'smudge', 'clean', 'process', 'external'] as const;

const ATTRIBUTES = [
  '*.conv diff=conv',
  '*.cmd diff=cmd',
  '*.smudge filter=smudge',
  '*.clean filter=clean',
  '*.process filter=process',
].join('\n');

export const hostile: HostileCase = {
  number: 25,
  title: 'Attributes of the change choose drivers and filters that the machine knows',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const markers = Object.fromEntries(WAYS.map((way) => [way, place.marker(way)]));
    const program = (way: (typeof WAYS)[number]) => markers[way]?.program ?? '';
    const home = place.folder('home');
    writeFileSync(
      join(home, '.gitconfig'),
      `[diff "conv"]\n\ttextconv = ${program('textconv')}\n[diff "cmd"]\n\tcommand = ${program('command')}\n` +
        `[filter "smudge"]\n\tsmudge = ${program('smudge')}\n[filter "clean"]\n\tclean = ${program('clean')}\n` +
        `[filter "process"]\n\tprocess = ${program('process')}\n`,
    );
    const names = ['a.conv', 'a.cmd', 'a.smudge', 'a.clean', 'a.process'];
    const files = (text: string) => Object.fromEntries(names.map((name) => [name, `${text} of ${name}\n`]));
    const pull = makePull(place, {
      base: files('old'),
      head: { '.gitattributes': ATTRIBUTES, ...files('new') },
    });
    const workspace = pull.checkout();
    const env = {
      HOME: home,
      GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
      GIT_EXTERNAL_DIFF: program('external'),
    };
    if (defence === 'on') {
      const { change } = await withEnvironment(env, () => readPull(place, pull, workspace));
      if (change.files.length !== names.length + 1) throw new Error('The change was not read.');
    } else {
      await plainGit(workspace, ['diff', pull.base, pull.head], { HOME: home });
      await plainGit(workspace, ['diff', pull.base, pull.head], env);
      await plainGit(workspace, ['checkout', '--quiet', '--force', pull.base], { HOME: home });
      await plainGit(workspace, ['checkout', '--quiet', '--force', pull.head], { HOME: home });
      writeFileSync(join(workspace, 'a.clean'), 'other\n');
      await plainGit(workspace, ['add', 'a.clean'], { HOME: home });
    }
    return judge(
      defence,
      Object.fromEntries(WAYS.map((way) => [way, markers[way]?.isMarked() === true ? 'ran' : null])),
    );
  },
};
