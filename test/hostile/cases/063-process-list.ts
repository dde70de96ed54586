import { spawn } from 'node:child_process';
import { type HostileCase, judge } from '../case.ts';
import { reportOf, runInProcess, startedIn } from '../kit/in-process.ts';

/** What \`ps auxeww\` does: the command line and the environment of whatever process there is. */
const PS = `
const fs = require('node:fs');
const read = (path) => { try { return fs.readFileSync(path, 'latin1'); } catch { return ''; } };
const all = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name));
const rows = all.map((pid) => [read('/proc/' + pid + '/cmdline'), read('/proc/' + pid + '/environ')]);
const bait = Number(process.argv[3]);
let signal = 'none';
try { process.kill(bait, 0); signal = 'reached'; } catch {}
console.log(JSON.stringify({ count: all.length, signal, rows: rows.filter((row) => row.join().includes('canary') || all.length < 9) }));`;

type Report = { readonly count: number; readonly signal: string; readonly rows: readonly string[][] };

export const hostile: HostileCase = {
  number: 63,
  title: 'The list of all processes with their command lines and environments',
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const bystander = spawn(
      '/bin/sh',
      ['-c', 'sleep 60', `--token=canary-${place.secret('a command line')}`],
      {
        env: { TOKEN: `canary-${place.secret('an environment')}` },
        stdio: 'ignore',
      },
    );
    place.after(() => bystander.kill('SIGKILL'));
    // The gate itself, too, is born with what the workflow gave it.
    const env = { INPUT_KEY: `canary-${place.secret("the gate's environment")}` };
    const args = [String(bystander.pid)];
    const run = startedIn(await runInProcess(place, defence, { source: PS, args, env }));
    const { count, signal, rows } = reportOf(run) as Report;
    const found = new Set(place.scan({ rows: JSON.stringify(rows) }).map(({ secret }) => secret));
    const names = ['a command line', 'an environment', "the gate's environment"];
    return judge(defence, {
      ...Object.fromEntries(names.map((name) => [name, found.has(name) ? 'read' : null])),
      'a signal to a neighbour': signal === 'reached' ? 'can be sent' : null,
      // Process 1, the relay, and the program itself.
      'more than its own processes': count > 3 ? `${count} are seen` : null,
    });
  },
};
