import type { TrailDigest } from '../../trail/digest.ts';
import { json } from '../escape/json.ts';

/** The object of `trail --format json` (version 1), two blanks a level, with a final line feed. */
export function renderTrailJson(digest: TrailDigest): string {
  return `${json({ version: 1, ...digest }, 2)}\n`;
}
