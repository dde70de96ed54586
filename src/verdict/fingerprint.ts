import type { Path } from '../change/change.ts';

/** SHA-256 as lowercase hexadecimal, from the composition root: this layer has no crypto of its own. */
export type Hash = (text: string) => string;

/**
 * The id of a finding: the same for the same rule, path and text, wherever the lines have moved to and however they
 * are indented. `evidence` is the text of the lines, and whatever else tells two findings in one file apart.
 */
export function fingerprint(hash: Hash, rule: string, path: Path, evidence: string): string {
  return hash([rule, path, normalise(evidence)].join('\0')).slice(0, 32);
}

function normalise(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '')
    .join('\n');
}
