import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitRepository } from '../src/adapters/git/git-repository.ts';
import { makeChange } from './make-change.ts';
import { median } from './measure.ts';
import { ms, type Row } from './table.ts';

const SIZES = [10, 100, 1000, 5000] as const;

type Size = { readonly files: number; readonly time: number };

/** Reading a change of growing size through the ordinary adapter: range, diff, hunks, cross-check. */
export async function benchDiff(rounds: number): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-diff-'));
  try {
    const sizes: Size[] = [];
    for (const files of SIZES)
      sizes.push({ files, time: await timeOf(join(folder, `${files}`), files, rounds) });
    return sizes.map((size, index) => rowOf(size, sizes[index - 1]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeOf(directory: string, files: number, rounds: number): Promise<number> {
  const { base, head } = makeChange(directory, files);
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) times.push(await readOnce(directory, base, head, files));
  // The first one warms the file cache and the compiled code.
  return median(times.slice(1));
}

/** A repository that was just opened, so that nothing of an earlier round is in its memory. */
async function readOnce(directory: string, base: string, head: string, files: number): Promise<number> {
  const started = performance.now();
  const repository = gitRepository({ directory });
  try {
    const change = await repository.readChange(await repository.resolveRange(base, head));
    if (change.files.length !== files)
      throw new Error(`${change.files.length} files were read instead of ${files}`);
    return performance.now() - started;
  } finally {
    await repository.close();
  }
}

function rowOf({ files, time }: Size, smaller: Size | undefined): Row {
  const what = `reading a change of ${files.toLocaleString('en')} files`;
  const ours = `${ms(time)}, ${ms(time / files)} a file`;
  if (smaller === undefined) return { what, ours, beside: '', ratio: '', goal: '' };
  const further = ms((time - smaller.time) / (files - smaller.files));
  const tenfolds = Math.log10(files / smaller.files);
  const growth = 10 ** (Math.log10(time / smaller.time) / tenfolds - 1);
  const beside = `${ms(smaller.time)} for ${smaller.files.toLocaleString('en')}`;
  return {
    what,
    ours: `${ours}, ${further} each further one`,
    beside,
    ratio: `${growth.toFixed(2)}×`,
    goal: '≤ 1.2×',
  };
}
