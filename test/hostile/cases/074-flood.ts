import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GateError } from '../../../src/errors.ts';
import { DEFAULT_CAPS, openTurns } from '../../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../../src/sandbox/limits.ts';
import { bwrapUserns } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { mountsFor } from '../kit/inside.ts';
import type { Place } from '../kit/place.ts';

const MiB = 1024 * 1024;

/** Writes as many mebibytes as it is told to the stream that it is told, as fast as they are taken. */
const FLOOD = (stream: 1 | 2, mebibytes: number) => `
const fs = require('node:fs');
const line = Buffer.from(('y'.repeat(63) + '\\n').repeat(16 * 1024));
for (let at = 0; at < ${mebibytes}; at++) for (let done = 0; done < line.length; ) {
  try { done += fs.writeSync(${stream}, line, done); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
}`;

/** More than the gate takes of each. */
const FLOODS = [
  { name: 'standard output', source: FLOOD(1, 76), most: DEFAULT_CAPS.outBytes },
  { name: 'standard error', source: FLOOD(2, 8), most: DEFAULT_CAPS.errBytes },
] as const;

export const hostile: HostileCase = {
  number: 74,
  title: 'The log is flooded with tens of megabytes on both streams',
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const got: Record<string, string | null> = {};
    for (const { name, source, most } of FLOODS) {
      const bytes = await bytesOf(place, defence, source);
      if (bytes === 0) throw new Error('Nothing came.');
      got[name] = bytes > most ? `${Math.round(bytes / MiB)} MiB came out` : null;
    }
    return judge(defence, got);
  },
};

async function bytesOf(place: Place, defence: Defence, source: string): Promise<number> {
  return defence === 'off' ? takeAll(place, source) : takeByTheGate(place, source);
}

/** A reviewer that passes on whatever comes. */
function takeAll(place: Place, source: string): Promise<number> {
  const script = join(place.folder('flood'), 'flood.js');
  writeFileSync(script, source);
  const child = spawn(NODE, [script], { stdio: ['ignore', 'pipe', 'pipe'], env: {} });
  place.after(() => child.kill('SIGKILL'));
  let bytes = 0;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
  return new Promise((resolve) => child.once('close', () => resolve(bytes)));
}

async function takeByTheGate(place: Place, source: string): Promise<number> {
  const mounts = await mountsFor(place, 'on', { source });
  const turns = openTurns(bwrapUserns.open(mounts, DEFAULT_LIMITS).start());
  place.after(() => turns.close());
  let bytes = 0;
  const take = (text: string) => void (bytes += Buffer.byteLength(text));
  try {
    await turns.run({ args: [], stdin: '' }, { onOut: take, onErr: take });
  } catch (error) {
    // The end of the run is what the gate answers with.
    if (!(error instanceof GateError) || error.code !== 'agent-output-limit') throw error;
  }
  return bytes;
}
