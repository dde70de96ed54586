import type { Agent } from '../../opencode/agents.ts';
import { cellOf, displayName, isOwnFolder } from '../../opencode/matrix.ts';
import { isHidden, summarise } from '../../opencode/permission.ts';
import { type CeilingRule, ceilingOf, DEFAULT_RULES } from '../../policy/ceiling.ts';
import { excessFinder } from '../../policy/excess.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Finding } from '../../verdict/finding.ts';
import type { Placed } from '../decision.ts';
import { type AskedKey, keysOf } from '../keys-of.ts';
import { explainReach } from './explain-reach.ts';
import { type Deciders, explainRules, findDeciders } from './explain-rules.ts';
import type { ExplainedKey, Explanation } from './explanation.ts';

export type ExplainRequest = Placed & {
  readonly policy: Policy;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** Of the whole audit; those about other agents are left out. */
  readonly findings: readonly Finding[];
};

/** What one agent may do, key by key and rule by rule, with the place that decides. */
export function explainAgent({ setUp, agent, policy, today, findings }: ExplainRequest): Explanation {
  const keys = [...keysOf(setUp, agent), ANY_OTHER];
  const ceiling = ceilingOf(policy, agent.name, today);
  const deciders = findDeciders(agent.rules, keys);
  return {
    agent: displayName(setUp, agent),
    folder: setUp.folder,
    mode: agent.mode,
    description: agent.description,
    isBuiltIn: agent.isBuiltIn,
    definedAt: agent.definedAt,
    ceiling: ceiling === null ? 'default' : 'policy',
    keys: explainKeys(agent, keys, deciders, ceiling ?? DEFAULT_RULES),
    rules: explainRules(agent.rules, keys, deciders),
    reach: explainReach(setUp, agent),
    findings: findings.filter((finding) => isAbout(agent, finding)),
  };
}

/** A tool that somebody adds tomorrow. */
const ANY_OTHER: AskedKey = { key: 'any-tool', shown: 'any other tool' };

function explainKeys(
  agent: Agent,
  keys: readonly AskedKey[],
  deciders: Deciders,
  ceiling: readonly CeilingRule[],
): readonly ExplainedKey[] {
  const limits = ceiling.map((rule) => ({ ...rule, origin: null, way: '' }));
  const findExcess = excessFinder();
  const bounded = agent.rules.filter((rule) => !isOwnFolder(rule));
  return keys.map(({ key, shown }): ExplainedKey => {
    const excess = key === ANY_OTHER.key ? [] : findExcess(bounded, ceiling, key);
    return {
      key: shown,
      answer: cellOf(agent, key),
      tool: NO_TOOL.has(key) ? null : isHidden(agent.rules, key) ? 'hidden' : 'offered',
      decidedBy: (deciders.get(key) ?? []).flatMap((at) => (isFolder(agent, at) ? [] : [at + 1])),
      ceiling: summarise(limits, key),
      above: excess.map(({ request, rule, granted }) => {
        return { request, rule: agent.rules.indexOf(rule) + 1, granted };
      }),
    };
  });
}

function isFolder({ rules }: Agent, at: number): boolean {
  const rule = rules[at];
  return rule !== undefined && isOwnFolder(rule);
}

/** Asked for besides a tool, not in place of one. */
const NO_TOOL: ReadonlySet<string> = new Set(['external_directory', 'doom_loop']);

/** In the agent's own file, at its definition, or at a rule that it has. */
function isAbout({ definedAt, rules }: Agent, { path, startLine }: Finding): boolean {
  if (definedAt?.path === path && (path.endsWith('.md') || definedAt.line === startLine)) return true;
  return rules.some(({ origin }) => origin?.path === path && origin.line === startLine);
}
