import type { Finding } from '../verdict/finding.ts';

/** What a comment of ours says about itself, unseen: whose findings it shows, and which job of the workflows made it. */
export type Marker = {
  readonly source: Finding['source'];
  /** Null in comments from before jobs were told apart: any job takes them over. */
  readonly job: string | null;
  readonly ids: readonly string[];
};

/** What names a job in a marker. */
const JOB = '[0-9a-z]{1,32}';

const ID = '[0-9a-f]{32}';
const COMMENT = new RegExp(
  `<!-- review-gate:v1 by=(rule|agent)(?: job=(${JOB}))? fp=(${ID}(?:,${ID})*) -->$`,
  'u',
);
const LISTED = new RegExp(`<!-- review-gate:v1 listed=((?:${ID}(?:,${ID})*)?) -->$`, 'u');

export function renderMarker({ source, job, ids }: Marker): string {
  const made = job === null ? '' : ` job=${job}`;
  return `<!-- review-gate:v1 by=${source}${made} fp=${ids.join(',')} -->`;
}

/** Null for a text that does not end with a marker. Anyone can write one: who wrote the text must be known as well. */
export function parseMarker(body: string): Marker | null {
  const [, source, job = null, ids = ''] = COMMENT.exec(body.trimEnd()) ?? [];
  if (source !== 'rule' && source !== 'agent') return null;
  return { source, job, ids: ids.split(',') };
}

/** The findings that a review's own text lists. */
export function renderListed(ids: readonly string[]): string {
  return `<!-- review-gate:v1 listed=${ids.join(',')} -->`;
}

/** Empty for a text without such a marker. */
export function parseListed(body: string): readonly string[] {
  const ids = LISTED.exec(body.trimEnd())?.[1] ?? '';
  return ids === '' ? [] : ids.split(',');
}
