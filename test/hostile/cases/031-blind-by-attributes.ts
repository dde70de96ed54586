import { type HostileCase, judge } from '../case.ts';
import { briefsOf } from '../kit/brief.ts';
import { makePull, plainGit } from '../kit/repository.ts';

/** Attribute lines and a file each, whose change they keep from whoever reads the diff. */
const WAYS: Readonly<Record<string, readonly [line: string, path: string]>> = {
  'no diff': ['*.one -diff', 'a.one'],
  binary: ['*.two binary', 'a.two'],
  'a macro': ['[attr]quiet -diff -text\n*.three quiet', 'a.three'],
  'a line for one file': ['/deep/a.four -diff', 'deep/a.four'],
  'all files of a folder': ['vendor/** -diff', 'vendor/a.ts'],
  'a file of attributes below': ['', 'below/a.six'],
  'left out of archives': ['secret.ts export-ignore', 'secret.ts'],
};

export const hostile: HostileCase = {
  number: 31,
  title: 'Attributes of the change hide its lines from the diff and the archive',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const needle = (path: string) => `needle of ${path}`;
    const paths = Object.values(WAYS).map(([, path]) => path);
    const old = Object.fromEntries(paths.map((path) => [path, `old ${path}\n`]));
    const lines = Object.values(WAYS).map(([line]) => line);
    const pull = makePull(place, {
      base: old,
      head: {
        '.gitattributes': `${lines.join('\n')}\n`,
        'below/.gitattributes': '* -diff\n',
        ...Object.fromEntries(paths.map((path) => [path, `${needle(path)}\n`])),
      },
    });
    let shown = '';
    if (defence === 'off') {
      const workspace = pull.checkout();
      const diff = await plainGit(workspace, ['diff', pull.base, pull.head]);
      // The archive is about one file alone; the diff shows that one.
      const archive = await plainGit(workspace, ['archive', '--format=tar', pull.head]);
      shown = diff.replace(needle('secret.ts'), '') + archive.replaceAll(/needle of (?!secret)/gu, '');
    } else {
      shown = (await briefsOf(place, pull)).texts.join('\n');
    }
    const hidden = (path: string) => (shown.includes(needle(path)) ? null : 'the line is not shown');
    return judge(
      defence,
      Object.fromEntries(Object.entries(WAYS).map(([name, [, path]]) => [name, hidden(path)])),
    );
  },
};
