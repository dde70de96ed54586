import type { Policy } from './policy.ts';

export type Expired = {
  readonly list: 'agents' | 'mcp' | 'plugins' | 'accepted';
  /** The position in a list; the name of an agent. */
  readonly index: number | string;
  readonly expires: string;
};

/** Whether an entry still counts; `today` and `expires` are YYYY-MM-DD, and the last day is included. */
export function isCurrent(entry: { readonly expires?: string | undefined }, today: string): boolean {
  return entry.expires === undefined || today <= entry.expires;
}

/** Every entry of the policy that no longer counts. */
export function expiredEntries(policy: Policy, today: string): readonly Expired[] {
  const exceptions = Object.entries(policy.agents).flatMap(([index, entry]): Expired[] =>
    isCurrent(entry, today) ? [] : [{ list: 'agents', index, expires: entry.expires ?? '' }],
  );
  const entries = (['mcp', 'plugins', 'accepted'] as const).flatMap((list) =>
    policy[list].flatMap((entry, index): Expired[] =>
      isCurrent(entry, today) ? [] : [{ list, index, expires: entry.expires ?? '' }],
    ),
  );
  return [...exceptions, ...entries];
}
