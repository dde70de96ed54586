import type { Policy } from './policy.ts';

export type Expired = {
  readonly list: 'mcp' | 'plugins' | 'accepted';
  readonly index: number;
  readonly expires: string;
};

/** Whether an entry still counts; `today` and `expires` are YYYY-MM-DD, and the last day is included. */
export function isCurrent(entry: { readonly expires?: string | undefined }, today: string): boolean {
  return entry.expires === undefined || today <= entry.expires;
}

/** Every entry of the policy that no longer counts. */
export function expiredEntries(policy: Policy, today: string): readonly Expired[] {
  return (['mcp', 'plugins', 'accepted'] as const).flatMap((list) =>
    policy[list].flatMap((entry, index) =>
      isCurrent(entry, today) ? [] : [{ list, index, expires: entry.expires ?? '' }],
    ),
  );
}
