import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { withEnvironment } from '../kit/environment.ts';
import type { Place } from '../kit/place.ts';
import { makePull, plainGit } from '../kit/repository.ts';
import { startTrap } from '../kit/trap.ts';
import { readPull } from '../kit/view.ts';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;

export const hostile: HostileCase = {
  number: 26,
  title: 'The change says where large files come from, and a checkout asks there',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const trap = await startTrap(place);
    const home = installLfs(place);
    const pull = makePull(place, {
      head: {
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
        '.lfsconfig': `[lfs]\n\turl = ${trap.url}/lfs\n`,
        'model.bin': POINTER,
      },
    });
    if (defence === 'off') {
      const workspace = place.folder('workspace');
      await plainGit(workspace, ['clone', '--quiet', pull.repository.directory, '.'], { HOME: home });
    } else {
      const { view } = await withEnvironment({ HOME: home }, () => readPull(place, pull));
      const [name = ''] = readdirSync(view.directory).filter((each) => each.startsWith('model.bin'));
      const shown = readFileSync(join(view.directory, name), 'utf8');
      if (shown !== POINTER) throw new Error('The pointer is not in the view.');
    }
    return judge(defence, { 'the server of the change': trap.caught() });
  },
};

/** Does what the smudge filter of git-lfs does with an address: asks it for the object. Set up as its installer does. */
function installLfs(place: Place): string {
  const home = place.folder('home');
  const program = join(home, 'git-lfs');
  writeFileSync(
    program,
    `#!${NODE}
const url = /url = (.*)/.exec(require('node:fs').readFileSync('.lfsconfig', 'utf8'))[1];
let pointer = '';
process.stdin.on('data', (data) => (pointer += data)).on('end', () =>
  fetch(url + '/objects/batch', { method: 'POST', body: pointer, signal: AbortSignal.timeout(5000) })
    .then(() => 0, () => 0).then(() => process.stdout.write(pointer)));
`,
  );
  chmodSync(program, 0o755);
  writeFileSync(
    join(home, '.gitconfig'),
    `[filter "lfs"]\n\tclean = cat\n\tsmudge = ${program}\n\trequired = true\n`,
  );
  return home;
}
