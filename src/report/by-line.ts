import { CONFIDENCES, type Finding, SEVERITIES } from '../verdict/finding.ts';

/** One line of a file with all that rules have against it: what leads is shown in full, the others below it. */
export type LineEntry = { readonly lead: Finding; readonly others: readonly Finding[] };

/**
 * Findings of rules about one line as one entry, in the order in which the lines first appear. Nothing is left out,
 * and no entry mixes what counts with what does not: an accepted finding neither leads nor follows an open one. What a
 * reviewer wrote, and what is about a file as a whole, stands alone.
 */
export function byLine(findings: readonly Finding[]): readonly LineEntry[] {
  const groups = new Map<string, Finding[]>();
  findings.forEach((finding, index) => {
    const key = lineOf(finding) ?? String(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  });
  return [...groups.values()].flatMap((group): LineEntry[] => {
    const [lead, ...others] = group.toSorted(byWeight);
    return lead === undefined ? [] : [{ lead, others }];
  });
}

function lineOf({ source, side, path, startLine, accepted }: Finding): string | null {
  if (source !== 'rule' || side !== 'head' || !(startLine >= 1)) return null;
  return JSON.stringify([path, startLine, accepted ?? null]);
}

/** Of two that weigh the same, the one that offers the lines to write leads. */
function byWeight(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
    Number(b.suggestion !== undefined) - Number(a.suggestion !== undefined)
  );
}
