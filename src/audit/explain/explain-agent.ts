import { cellOf, displayName, isOwnFolder } from '../../opencode/matrix.ts';
import { isHidden, summarise } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { PINNED } from '../../opencode/semantics-of.ts';
import { type CeilingRule, ceilingOf, DEFAULT_RULES } from '../../policy/ceiling.ts';
import { excessFinder } from '../../policy/excess.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Finding } from '../../verdict/finding.ts';
import type { Judged, Placed } from '../decision.ts';
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
export function explainAgent({ policy, today, findings, ...placed }: ExplainRequest): Explanation {
  const { setUp, agent, semantics } = placed;
  const keys = [...keysOf(setUp, agent), ANY_OTHER];
  const ceiling = ceilingOf(policy, agent.name, today);
  const deciders = findDeciders(placed, keys);
  return {
    agent: displayName(setUp, agent),
    folder: setUp.folder,
    mode: agent.mode,
    description: agent.description,
    isBuiltIn: agent.isBuiltIn,
    definedAt: agent.definedAt,
    opencodeVersion: semantics.version,
    evaluation: semantics.evaluation,
    ceiling: ceiling === null ? 'default' : 'policy',
    keys: explainKeys(placed, keys, deciders, ceiling ?? DEFAULT_RULES),
    rules: explainRules(placed, keys, deciders),
    reach: explainReach(placed),
    findings: findings.filter((finding) => isAbout(placed, finding)),
  };
}

/** A tool that somebody adds tomorrow. */
const ANY_OTHER: AskedKey = { key: 'any-tool', shown: 'any other tool' };

function explainKeys(
  judged: Judged,
  keys: readonly AskedKey[],
  deciders: Deciders,
  ceiling: readonly CeilingRule[],
): readonly ExplainedKey[] {
  const { agent, semantics } = judged;
  const limits = ceiling.map((rule) => ({ ...rule, origin: null, way: '' }));
  const findExcess = excessFinder(semantics);
  const bounded = agent.rules.filter((rule) => !isOwnFolder(rule));
  return keys.map(({ key, shown }): ExplainedKey => {
    const excess = key === ANY_OTHER.key ? [] : findExcess(bounded, ceiling, key);
    return {
      key: shown,
      answer: cellOf(agent, key, semantics),
      tool: NO_TOOL.has(key) ? null : isHidden(agent.rules, key, semantics) ? 'hidden' : 'offered',
      decidedBy: (deciders.get(key) ?? []).flatMap((at) => (isFolder(judged, at) ? [] : [at + 1])),
      ceiling: summarise(limits, key, PINNED),
      above: excess.map(({ request, rule, granted }) => {
        return { request, rule: agent.rules.indexOf(rule) + 1, granted };
      }),
    };
  });
}

function isFolder({ agent: { rules } }: Judged, at: number): boolean {
  const rule = rules[at];
  return rule !== undefined && isOwnFolder(rule);
}

/** Asked for besides a tool, not in place of one. */
const NO_TOOL: ReadonlySet<string> = new Set(['external_directory', 'doom_loop']);

/** In the agent's own file, at its definition, or at a rule that it has; not where only others are named. */
function isAbout({ agent }: Placed, finding: Finding): boolean {
  const { definedAt, rules } = agent;
  const { path, startLine } = finding;
  if (definedAt?.path === path && (path.endsWith('.md') || definedAt.line === startLine)) return true;
  const isAtRule = rules.some(({ origin }) => origin?.path === path && origin.line === startLine);
  return isAtRule && !namesOthers(agent.name, finding);
}

/** `the agents "a", "b", "c" and 2 more`, as rules name those that a place counts for. */
const AGENTS = /\bagents? ((?:"[^"]*"(?:, | and )?)+)(\d+ more)?/i;

function namesOthers(self: string, { message }: Finding): boolean {
  const [, names, more] = AGENTS.exec(message) ?? [];
  return names !== undefined && more === undefined && !names.includes(quoteName(self));
}
