// Started by a test with foreign descriptors open: tells all that a sandboxed program can read through descriptors.
import { NAMED_RUNGS } from '../../src/sandbox/rungs.ts';
import { runInside } from './run-inside.ts';

const READER = `
const fs = require('node:fs');
for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))) {
  let descriptors = [];
  try { descriptors = fs.readdirSync('/proc/' + pid + '/fd'); } catch {}
  for (const number of descriptors.filter((name) => name === '77' || name === '251')) {
    const path = '/proc/' + pid + '/fd/' + number;
    try { if (fs.statSync(path).isFile()) console.log(fs.readFileSync(path, 'latin1').slice(0, 4096)); } catch {}
  }
}`;

const rung = NAMED_RUNGS.find(({ name }) => name === process.argv[2]);
const { out } = await runInside(rung ?? 'none', READER);
process.stdout.write(out);
