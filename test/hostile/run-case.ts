// One case in a process of its own: `run-case.ts FILE LANE PROGRAM [on]`, started by the runner. What the case comes to is
// one line of JSON on descriptor 3; standard output and error are the case's own and prove nothing.
import { writeSync } from 'node:fs';
import type { Defence, Lane } from './case.ts';
import { readEntry } from './catalogue.ts';
import { openPlace, type Program } from './kit/place.ts';
import type { Ran } from './row.ts';

const [file = '', lane = 'unprivileged', program = '{}', only = ''] = process.argv.slice(2);
const { hostile } = await readEntry(file);
if (!('attack' in hostile)) throw new Error('The case does not run here.');
const { attack } = hostile;
const opencode = JSON.parse(program) as Program;
const off = only === 'on' ? null : await carryOut('off');
const on = await carryOut('on');
writeSync(3, `${JSON.stringify({ off, on })}\n`);
// Whatever a case forgot must not keep the process.
process.exit(0);

/** An attack that could not be carried out shows neither that a hole is there nor that it is closed. */
async function carryOut(defence: Defence): Promise<Ran> {
  const started = performance.now();
  const place = openPlace(lane as Lane, opencode);
  const ms = () => Math.round(performance.now() - started);
  try {
    return { ...(await attack(place, defence)), ms: ms() };
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error), ms: ms() };
  } finally {
    await place.close();
  }
}
