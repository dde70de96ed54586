import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { runInside } from '../kit/inside.ts';
import { makePull, plainGit } from '../kit/repository.ts';
import { rawView, readPull } from '../kit/view.ts';

const AGENT = `
const fs = require('node:fs');
const [view, ...paths] = process.argv.slice(2);
const tries = [view + '/.git/config', view + '/../.git/config', ...paths].flatMap((path) => [path, '/proc/1/root' + path, '/proc/self/cwd' + path]);
for (const path of tries) try { process.stdout.write(fs.readFileSync(path, 'utf8') + '\\n'); } catch {}
for (const path of tries) try { process.stdout.write(fs.readdirSync(path + '/..').join() + '\\n'); } catch {}
`;

export const hostile: HostileCase = {
  number: 36,
  title: "The job's token as the checkout action leaves it in files",
  area: 'git',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const header = (name: string) =>
      `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${place.secret(name)}`).toString('base64')}`;
    const names = ['settings of the clone', 'file of the runner', 'settings of a submodule'];
    const pull = makePull(place, { head: { 'a.ts': 'a\n' } });
    const workspace = pull.checkout();
    await plainGit(workspace, [
      'config',
      'http.https://github.com/.extraheader',
      header('settings of the clone'),
    ]);
    const temp = place.folder('temp');
    const file = join(temp, 'git-credentials-7f3a.config');
    writeFileSync(file, `[http "https://github.com/"]\n\textraheader = ${header('file of the runner')}\n`);
    const module = join(workspace, '.git', 'modules', 'lib');
    mkdirSync(module, { recursive: true });
    writeFileSync(join(module, 'config'), `[http]\n\textraheader = ${header('settings of a submodule')}\n`);
    const view = defence === 'off' ? rawView(workspace) : (await readPull(place, pull, workspace)).view;
    const args = [join(workspace, '.git', 'config'), file, join(module, 'config')];
    const run = await runInside(place, defence, { view: view.directory, source: AGENT, args });
    const found = new Set(place.scan({ out: run.out, err: run.err }).map(({ secret }) => secret));
    return judge(defence, Object.fromEntries(names.map((name) => [name, found.has(name) ? 'read' : null])));
  },
};
