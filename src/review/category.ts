/** What kind of problem a finding of the agent is. Part of its fingerprint, so the list is closed. */
export const CATEGORIES = [
  'security',
  'permissions',
  'supply-chain',
  'prompt-injection',
  'correctness',
  'error-handling',
  'concurrency',
  'data-loss',
  'performance',
  'resource-leak',
  'compatibility',
  'testing',
  'other',
] as const;

export type Category = (typeof CATEGORIES)[number];

/** The agent's word for it, or `other` when it is none of ours. */
export function categoryOf(word: string): Category {
  return CATEGORIES.find((category) => category === word.trim().toLowerCase()) ?? 'other';
}
