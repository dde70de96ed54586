import { type Action, expandHome } from '../opencode/permission.ts';
import { DEFAULT_CEILING, type PermissionShape } from './default-ceiling.ts';
import { isCurrent } from './expired.ts';
import type { Policy } from './policy.ts';

/** One rule of a ceiling. Of all that match, the last one decides, as in OpenCode. */
export type CeilingRule = {
  readonly permission: string;
  readonly pattern: string;
  readonly action: Action;
  /** `agent` is the exception of the one agent. */
  readonly from: 'default' | 'policy' | 'agent';
  /** 1-based line in the policy; 0 for the default ceiling. */
  readonly line: number;
};

/**
 * The ceiling of one agent: the default one, then the policy's, then the agent's exception, the later one winning.
 * Null when the policy sets none for it. `today` is YYYY-MM-DD: an exception that has expired is none.
 */
export function ceilingOf(policy: Policy, agent: string, today: string): readonly CeilingRule[] | null {
  const entry = Object.hasOwn(policy.agents, agent) ? policy.agents[agent] : undefined;
  const own = entry !== undefined && isCurrent(entry, today) ? entry.ceiling : undefined;
  if (policy.ceiling === undefined && own === undefined) return null;
  return [
    ...DEFAULT_RULES,
    ...rulesOf(policy.ceiling ?? {}, 'policy', (way) => policy.lineOf(['ceiling', ...way])),
    ...rulesOf(own ?? {}, 'agent', (way) => policy.lineOf(['agents', agent, 'ceiling', ...way])),
  ];
}

function rulesOf(
  shape: PermissionShape,
  from: CeilingRule['from'],
  lineOf: (way: readonly string[]) => number,
): readonly CeilingRule[] {
  if (typeof shape === 'string') {
    return [{ permission: '*', pattern: '*', action: shape, from, line: lineOf([]) }];
  }
  return Object.entries(shape).flatMap(([permission, value]): CeilingRule[] => {
    const patterns = typeof value === 'string' ? { '*': value } : value;
    return Object.entries(patterns).map(([pattern, action]) => {
      const way = typeof value === 'string' ? [permission] : [permission, pattern];
      return { permission, pattern: expandHome(pattern), action, from, line: lineOf(way) };
    });
  });
}

/** What holds for an agent to which the policy gives no ceiling, for those who only want to compare. */
export const DEFAULT_RULES: readonly CeilingRule[] = rulesOf(DEFAULT_CEILING, 'default', () => 0);
