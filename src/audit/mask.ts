import type { Finding } from '../verdict/finding.ts';
import { MASK, type Secret } from './secrets.ts';

/** Text or finding in, the same without any credential out. */
export type Mask = {
  readonly text: (text: string) => string;
  readonly finding: (finding: Finding) => Finding;
};

/**
 * Whatever quotes a line may quote the credential in it: other rules, and the agent's report. A suggestion that
 * would have one is dropped, since nobody could apply it masked.
 */
export function maskOf(secrets: readonly Secret[]): Mask {
  const values = new Set(secrets.flatMap((secret) => secret.values).flatMap(spellings));
  if (values.size === 0) return { text: (text) => text, finding: (finding) => finding };
  const longestFirst = [...values].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literal).join('|'), 'gu');
  const text = (plain: string): string => plain.replace(pattern, MASK);
  return { text, finding: (finding) => maskFinding(finding, text) };
}

function maskFinding({ suggestion, remedy, ...rest }: Finding, mask: Mask['text']): Finding {
  return {
    ...rest,
    title: mask(rest.title),
    message: mask(rest.message),
    evidence: mask(rest.evidence),
    ...(remedy === undefined ? {} : { remedy: mask(remedy) }),
    ...(suggestion === undefined || mask(suggestion) !== suggestion ? {} : { suggestion }),
  };
}

/** As it stands in the file, and as a message quotes it. */
function spellings(value: string): readonly string[] {
  return [value.toWellFormed(), JSON.stringify(value.toWellFormed()).slice(1, -1)];
}

/** A pattern that matches exactly this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
}
