import type { Agent } from '../opencode/agents.ts';
import { decidingRule } from '../opencode/permission.ts';
import { openingRule, type Placed, PROBES } from './decision.ts';
import { type Reached, taskReach } from './task-reach.ts';

const GAINS = {
  bash: 'run commands',
  edit: 'edit files',
  external_directory: 'leave the repository',
} as const;

/** A subagent within reach, and in words what it may do that the agent may not. */
export type Escalation = { readonly reached: Reached; readonly gains: readonly string[] };

/** The widest step up; null for a subagent, which is started by others and starts none itself. */
export function escalation({ setUp, agent }: Placed): Escalation | null {
  if (agent.mode === 'subagent' || openingRule(agent, 'bash') !== null) return null;
  const denied = (['bash', 'edit', 'external_directory'] as const).filter((key) => isDenied(agent, key));
  if (denied.length === 0) return null;
  let widest: Escalation | null = null;
  for (const reached of taskReach(setUp, agent)) {
    const gains = denied.filter((key) => openingRule(reached.agent, key) !== null).map((key) => GAINS[key]);
    if (gains.length > (widest?.gains.length ?? 0)) widest = { reached, gains };
    if (gains.length === denied.length) break;
  }
  return widest;
}

function isDenied(agent: Agent, key: keyof typeof GAINS): boolean {
  const rule = decidingRule(agent.rules, key, PROBES[key]);
  return rule?.action === 'deny' && rule.origin !== null;
}
