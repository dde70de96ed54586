import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { withEnvironment } from '../kit/environment.ts';
import { runInside } from '../kit/inside.ts';

const NAMES = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_CACHE_URL', 'ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_URL'];

/** Looks through its own environment and that of every process, and writes into every folder that is kept. */
const AGENT = `
const fs = require('node:fs');
const [, ...folders] = process.argv.slice(2);
console.log(JSON.stringify(process.env));
for (const name of fs.readdirSync('/proc'))
  for (const file of ['environ', 'cmdline'])
    try { process.stdout.write(fs.readFileSync('/proc/' + name + '/' + file, 'latin1') + '\\n'); } catch {}
for (const folder of folders)
  for (const top of [folder, '/proc/1/root' + folder])
    try { fs.mkdirSync(top, { recursive: true }); fs.writeFileSync(top + '/poison', 'x'); } catch {}
`;

export const hostile: HostileCase = {
  number: 10,
  title: "The job's cache: its token and addresses, and the folders that later jobs get back",
  area: 'trigger',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const env = Object.fromEntries(NAMES.map((name) => [name, place.secret(name)]));
    const folders = ['tool cache', 'npm', 'agent'].map((name) => join(place.folder('kept'), name));
    for (const folder of folders) mkdirSync(folder);
    // The runner's own process and those of other steps have them too.
    const step = spawn('/bin/sleep', ['60'], { env, stdio: 'ignore' });
    place.after(() => step.kill('SIGKILL'));
    const options = { source: AGENT, args: folders };
    const run = await withEnvironment(env, () => runInside(place, defence, options));
    if (!run.out.includes('{')) throw new Error(`It did not run: ${run.err}`);
    const found = new Set(place.scan({ out: run.out, err: run.err }).map(({ secret }) => secret));
    const written = folders.filter((folder) => existsSync(join(folder, 'poison')));
    return judge(defence, {
      ...Object.fromEntries(NAMES.map((name) => [name, found.has(name) ? 'read' : null])),
      'a folder that is kept': written.length > 0 ? `${written.length} written` : null,
    });
  },
};
