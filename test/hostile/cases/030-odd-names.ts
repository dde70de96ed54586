import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { GateError } from '../../../src/errors.ts';
import type { View } from '../../../src/ports.ts';
import { type HostileCase, judge } from '../case.ts';
import type { Place } from '../kit/place.ts';
import { makeOddPull, type OddTools, type Pull, plainGit, walk } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

/** Names that are `.git` to some file system. */
const GIT = [
  '.GIT',
  '.Git',
  '.g\u200cit',
  '.git\u200d',
  '.git.',
  '.git ',
  'git~1',
  'GIT~1',
  '.git::$INDEX_ALLOCATION',
];
/** Names that a terminal, a log or a file system reads as something else. */
const ODD = [
  'a\nb',
  'a\rb',
  'a\u001b[2Jb',
  'a\u202eb',
  'back\\slash',
  'ends.',
  'ends ',
  ' begins',
  '\u2066x',
];
const LONG = 'n'.repeat(4096);

export const hostile: HostileCase = {
  number: 30,
  title: 'Names in hand-made trees: up and out, .git in disguise, twice, alike',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const pull = makeOddPull(place, build);
    const double = makeOddPull(place, buildDouble);
    if (defence === 'off') {
      const odd = lootOf(place, await naiveTree(place, pull));
      return judge(defence, { ...odd, 'one name twice': lostOf(await naiveTree(place, double)) });
    }
    const { change, view } = await readPull(place, pull);
    const shown = new Set(change.files.map(({ path }) => path));
    const unseen = [...GIT, ...ODD, LONG].filter((name) => !shown.has(name));
    const told = new Set([...view.leftOut.map(({ path }) => path), ...view.renamed.keys()]);
    return judge(defence, {
      ...lootOf(place, view),
      'one name twice': await readPull(place, double).then((read) => lostOf(read.view), refusal),
      'a name that nobody hears of': unseen.length === 0 ? null : `${unseen.length} are not in the change`,
      'a name that is not what it was': [...GIT, ...ODD, LONG].every((name) => told.has(name))
        ? null
        : 'nobody is told',
    });
  },
};

function build({ blob, tree }: OddTools): string {
  const file = (name: string, text = 'evil\n') => ({ mode: '100644', name, id: blob(text) });
  const folder = (name: string, id: string) => ({ mode: '040000', name, id });
  const up = tree([file('escaped-by-folder')]);
  return tree([
    ...[...GIT, ...ODD, LONG].map((name) => file(name)),
    folder('..', up),
    file('sub/../../escaped-by-slashes'),
    file('/escaped-by-root'),
    folder('dots', tree([folder('.', tree([file('x')])), folder('..', tree([folder('..', up)]))])),
    file('Alike.ts', 'one\n'),
    file('alike.ts', 'two\n'),
  ]);
}

const TWICE = 'twice.ts';

function buildDouble({ blob, tree }: OddTools): string {
  const file = (text: string) => ({ mode: '100644', name: TWICE, id: blob(text) });
  return tree([file('harmless\n'), file('evil\n')]);
}

/** One of two files of one name is in the tree, and nobody is told about the other. */
function lostOf({ directory, leftOut }: View): string | null {
  const shown = existsSync(join(directory, TWICE)) ? readFileSync(join(directory, TWICE), 'utf8').trim() : '';
  return shown !== '' && !leftOut.some(({ path }) => path === TWICE)
    ? `one is ${shown}, the other is gone`
    : null;
}

/** The gate may also refuse to judge such a commit; anything but its own refusal is a failure of the case. */
function refusal(error: unknown): null {
  if (error instanceof GateError && error.code === 'change-mismatch') return null;
  throw error;
}

function lootOf(place: Place, view: View): Record<string, string | null> {
  const paths = walk(view.directory).map(({ path }) => path);
  const names = paths.map((path) => basename(path));
  const escaped = ['escaped-by-folder', 'escaped-by-slashes', 'escaped-by-root'];
  const out = escaped.filter((name) =>
    [dirname(view.directory), join(view.directory, '..', '..'), place.directory].some((up) =>
      existsSync(join(up, name)),
    ),
  );
  const git = names.filter(
    (name) => fold(name) === '.git' || /^git~\d$/iu.test(name) || /^\.git *:.*\$[A-Z_]+$/iu.test(name),
  );
  const odd = names.filter((name) => /[\p{C}\\]|^ |[. ]$/u.test(name));
  const folded = paths.map((path) => path.split('/').map(fold).join('/'));
  const alike = folded.filter((path, at) => folded.indexOf(path) !== at);
  return {
    'a way out': out.length === 0 ? null : `wrote ${out.join(', ')} outside`,
    '.git in disguise': git.length === 0 ? null : `wrote ${git.length} of them`,
    'names that mean more': odd.length === 0 ? null : `wrote ${odd.length} of them`,
    'names alike': alike.length === 0 ? null : `${alike.length} are one file elsewhere`,
  };
}

const fold = (name: string) =>
  name
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[. ]+$/u, '')
    .toLowerCase();

/** What an unpacking program does that trusts its archive: joins, makes folders, writes. Names too long it leaves out. */
async function naiveTree(place: Place, pull: Pull): Promise<View> {
  const directory = join(place.folder('naive'), 'one', 'two');
  const list = await plainGit(pull.repository.directory, ['ls-tree', '-r', '-z', '--full-tree', pull.head]);
  for (const entry of list.split('\0').slice(0, -1)) {
    const [, id = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/su.exec(entry) ?? [];
    if (path.length > 4000) continue;
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), await plainGit(pull.repository.directory, ['cat-file', 'blob', id]));
  }
  return { directory, renamed: new Map(), leftOut: [], remove: () => Promise.resolve() };
}
