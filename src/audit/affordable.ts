/** Comparisons of one rule with all others that an agent gets; all that a person writes needs far fewer. */
const COMPARISONS = 4_000_000;

/** How many rules of an agent can each be compared with all of its `rules`, so that no file takes minutes. */
export function affordable(rules: number): number {
  return Math.max(50, Math.floor(COMPARISONS / Math.max(rules, 1)));
}
