// A gate in a process of its own, reduced to what starts a sandbox: `gate-process.ts JOB`, started by `runInProcess`.
import { readFileSync, writeFileSync } from 'node:fs';
import { GateError } from '../../../src/errors.ts';
import { proveSandbox } from '../../../src/sandbox/prove-sandbox.ts';
import type { Rung } from '../../../src/sandbox/sandbox.ts';
import { type Job, type Outcome, privately, rungOf } from './in-process.ts';
import { mountsFor, runInside } from './inside.ts';
import { openPlace } from './place.ts';

const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Job;
const { defence, lane, source, args, view, result } = job;
const opened = openPlace(lane, { file: '', version: '' });
const place = privately(opened);
const options = { source, args, ...(view === undefined ? {} : { view }) };

async function carryOut(): Promise<Outcome> {
  try {
    const rung = job.rung === 'auto' && defence === 'on' ? await proven() : rungOf(lane);
    return { run: await runInside(place, defence, { ...options, rung }) };
  } catch (error) {
    if (error instanceof GateError) return { refused: error.message };
    throw error;
  }
}

/** What the gate does before it starts anything. */
async function proven(): Promise<Rung> {
  const mounts = await mountsFor(place, defence, options);
  const sandbox = await proveSandbox({ name: 'auto', mounts, record: () => undefined });
  return { name: sandbox.rung, open: () => sandbox };
}

const outcome = await carryOut();
writeFileSync(result, JSON.stringify(outcome));
await opened.close();
process.exit(0);
