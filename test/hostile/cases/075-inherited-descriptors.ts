import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { runInProcess, startedIn } from '../kit/in-process.ts';

/** Reads every file that is open anywhere among the processes that it sees, and goes on from every open folder. */
const READER = `
const fs = require('node:fs');
const list = (path) => { try { return fs.readdirSync(path); } catch { return []; } };
const read = (path) => { try { return fs.readFileSync(path, 'latin1').slice(0, 4096); } catch { return ''; } };
for (let pid = process.pid, steps = 0; steps < 3; steps++) {
  for (const number of list('/proc/' + pid + '/fd').filter((name) => Number(name) > 20)) {
    const path = '/proc/' + pid + '/fd/' + number;
    let stat = null;
    try { stat = fs.statSync(path); } catch {}
    if (stat?.isFile() && stat.size < 4096) console.log(read(path));
    if (stat?.isDirectory()) console.log(read(path + '/in-folder'));
  }
  pid = Number(/\\) . (\\d+)/.exec(read('/proc/' + pid + '/stat'))?.[1] ?? 1);
}
console.log('read');`;

export const hostile: HostileCase = {
  number: 75,
  title: 'Descriptors that the runner left open: a file and a folder of another job',
  area: 'sandbox',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const folder = place.folder('other-job');
    writeFileSync(join(folder, 'file'), place.secret('a file'));
    writeFileSync(join(folder, 'in-folder'), place.secret('a folder'));
    const open = 'exec 77<"$0/file" 251<"$0"; exec "$@"';
    const wrap = ['bash', '-c', open, folder];
    const { out } = startedIn(await runInProcess(place, defence, { source: READER, wrap }));
    if (!out.includes('read')) throw new Error('Nothing was read.');
    const found = new Set(place.scan({ out }).map(({ secret }) => secret));
    return judge(
      defence,
      Object.fromEntries(['a file', 'a folder'].map((name) => [name, found.has(name) ? 'was read' : null])),
    );
  },
};
