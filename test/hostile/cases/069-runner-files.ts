import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvFile } from '../../emulators/env-file-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { runInside } from '../kit/inside.ts';

/** Writes to the file by its path, by what a neighbour's environment tells, and by looking for it below a folder. */
const WRITER = `
const fs = require('node:fs');
const path = require('node:path');
const [, , , known, neighbour, temp] = process.argv;
const add = (file, name) => { try { fs.appendFileSync(file, name + '=--require=/tmp/evil.js\\n'); } catch {} };
add(known, 'BY_PATH');
try {
  const told = /GITHUB_ENV=([^\\0]+)/.exec(fs.readFileSync('/proc/' + neighbour + '/environ', 'latin1'));
  add(told[1], 'BY_A_NEIGHBOUR');
} catch {}
const look = (folder, depth) => {
  let entries = [];
  try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch {}
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (/^set_env_/.test(entry.name)) add(file, 'BY_A_SEARCH');
    else if (entry.isDirectory() && depth > 0) look(file, depth - 1);
  }
};
look(temp, 3);
if (!fs.existsSync(temp)) for (const folder of ['/', '/tmp', '/home', '/opt', '/run', '/pr']) look(folder, 2);`;

export const hostile: HostileCase = {
  number: 69,
  title: "The runner's command files are written to, so that later steps obey",
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const temp = place.folder('runner-temp');
    mkdirSync(join(temp, '_runner_file_commands'));
    const file = join(temp, '_runner_file_commands', 'set_env_2f0c');
    writeFileSync(file, '');
    const neighbour = spawn('/bin/sleep', ['60'], { env: { GITHUB_ENV: file }, stdio: 'ignore' });
    place.after(() => neighbour.kill('SIGKILL'));
    const { exit } = await runInside(place, defence, {
      source: WRITER,
      args: [file, String(neighbour.pid), temp],
    });
    if (exit.code !== 0) throw new Error(JSON.stringify(exit));
    const written = parseEnvFile(readFileSync(file, 'utf8'));
    return judge(
      defence,
      Object.fromEntries(
        ['BY_PATH', 'BY_A_NEIGHBOUR', 'BY_A_SEARCH'].map((name) => [
          name.toLowerCase().replaceAll('_', ' '),
          name in written ? 'set a variable for the next step' : null,
        ]),
      ),
    );
  },
};
