import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { makeTree } from './make-tree.ts';
import type { Mutant } from './mutant.ts';

/**
 * `killed`: an attack succeeded. `refused`: the proof before each review noticed, so that none would take place.
 * `broken`: a case could no longer be carried out, which proves nothing about the attack.
 */
export type Fate = 'killed' | 'refused' | 'survived' | 'broken';

export type Trial = {
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** The case that noticed, with the lane; or the checks of the proof. */
  readonly by: string;
  readonly ms: number;
};

const MOST_MS = 240_000;

/** Carries the cases out against the project without this defence, until one of them gets what it must not get. */
export async function runMutant(mutant: Mutant): Promise<Trial> {
  const started = performance.now();
  const end = (fate: Fate, by: string): Trial => ({
    mutant,
    fate,
    by,
    ms: Math.round(performance.now() - started),
  });
  const tree = await makeTree(mutant.edits);
  try {
    const broken: string[] = [];
    for (const number of mutant.cases) {
      const words = await runCase(tree.directory, number);
      const exploited = words.find(({ word }) => word === 'exploited');
      if (exploited !== undefined) return end('killed', `${number} (${exploited.lane})`);
      const failed = words.filter(({ word }) => word !== 'held');
      broken.push(...failed.map(({ lane }) => `${number} (${lane})`));
    }
    const refused = mutant.area === 'sandbox' ? await proofOf(tree.directory) : '';
    if (refused !== '') return end('refused', refused);
    return broken.length === 0 ? end('survived', '') : end('broken', broken.join(', '));
  } finally {
    tree.remove();
  }
}

/** Failed checks of the sandbox's own proof; empty when it found nothing wrong. */
async function proofOf(directory: string): Promise<string> {
  const script = join(directory, 'test', 'hostile', 'mutation', 'prove.ts');
  return (await outputOf(directory, [script])).trim();
}

type Word = { readonly lane: string; readonly word: string };

/** What each lane of a case came to, as the runner of that very tree prints it. */
async function runCase(directory: string, number: number): Promise<readonly Word[]> {
  const script = join(directory, 'scripts', 'hostile.ts');
  const out = await outputOf(directory, [script, '--case', String(number), '--only-on']);
  const rows = out.split('\n\n')[0] ?? '';
  const found = rows.matchAll(/^\d{3} {2}(\S+) +.* {2}– +(exploited|held|failed) +\d+/gmu);
  const words = [...found].map(([, lane = '', word = '']) => ({ lane, word }));
  return words.length === 0 ? [{ lane: 'none', word: 'failed' }] : words;
}

async function outputOf(directory: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: { ...process.env, GATE_DIST: join(directory, 'dist') },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: MOST_MS,
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  return out;
}
