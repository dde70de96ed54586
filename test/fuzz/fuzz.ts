import { randomFor } from '../parity/random.ts';
import type { Target } from './target.ts';
import { diffReader } from './targets/diff-reader.ts';
import { eventReader } from './targets/event-reader.ts';
import { logEncoder } from './targets/log-encoder.ts';
import { markdownRenderer } from './targets/markdown-renderer.ts';
import { reportParser } from './targets/report-parser.ts';

export const TARGETS: readonly Target[] = [
  logEncoder,
  markdownRenderer,
  eventReader,
  reportParser,
  diffReader,
];

export const SEED = 20_261_120;

export type Broken = { readonly index: number; readonly why: string };

/** The attempts from `from` on; stops at the first `most` broken promises. */
export function fuzz(
  attempt: Target['attempt'],
  { seed, from = 0, count, most = 5 }: { seed: number; from?: number; count: number; most?: number },
): readonly Broken[] {
  const broken: Broken[] = [];
  for (let index = from; index < from + count && broken.length < most; index++) {
    try {
      attempt(randomFor(seed, index));
    } catch (error) {
      broken.push({ index, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return broken;
}
