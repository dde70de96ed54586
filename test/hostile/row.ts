import type { HostileCase, Lane, Result } from './case.ts';

export type Ran = (Result | { readonly failed: string }) & { readonly ms: number };

/** What one case came to in one lane. */
export type Row = {
  readonly hostile: HostileCase;
  /** Null for a case that does not run here. */
  readonly lane: Lane | null;
  readonly off: Ran | null;
  readonly on: Ran | null;
};

/** Milliseconds of both runs. */
export function msOf({ off, on }: Row): number {
  return (off?.ms ?? 0) + (on?.ms ?? 0);
}

/** Exploited when off and held when on; a case that cannot run here says why instead. */
export function isGood({ hostile, off, on }: Row): boolean {
  if (!('attack' in hostile)) return true;
  return wordOf(off) === 'exploited' && wordOf(on) === 'held';
}

export function wordOf(ran: Ran | null): 'exploited' | 'held' | 'failed' | '–' {
  if (ran === null) return '–';
  if ('failed' in ran) return 'failed';
  return ran.exploited ? 'exploited' : 'held';
}

export function renderRow(row: Row): string {
  const { hostile, lane, off, on } = row;
  const words = [
    String(hostile.number).padStart(3, '0'),
    (lane ?? 'not here').padEnd(12),
    hostile.title.slice(0, 72).padEnd(72),
    wordOf(off).padEnd(9),
    wordOf(on).padEnd(9),
    String(msOf(row)).padStart(6),
  ];
  return `${words.join('  ')}${isGood(row) ? '' : '  <<<'}`;
}

/** Why a row is what it is, for people who look closer. */
export function explain({ hostile, off, on }: Row): string {
  if (!('attack' in hostile)) return `     ${hostile.reason} Nearest: ${hostile.nearest}`;
  const told = [
    ['off', off],
    ['on', on],
  ] as const;
  return told
    .map(([name, ran]) => `     ${name.padEnd(3)}  ${ran?.ms ?? 0} ms  ${evidenceOf(ran)}`)
    .join('\n');
}

function evidenceOf(ran: Ran | null): string {
  if (ran === null) return '–';
  const text = 'failed' in ran ? ran.failed : ran.evidence;
  // Evidence is the attacker's own words: one line, and nothing in it that a log obeys.
  return text
    .replaceAll(/[^\x20-\x7e]+/gu, ' ')
    .replaceAll('::', ': :')
    .replaceAll('##[', '# #[')
    .slice(0, 1_500);
}
