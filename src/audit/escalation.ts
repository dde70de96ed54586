import type { Agent } from '../opencode/agents.ts';
import type { SetUp } from '../opencode/project.ts';
import { type Candidates, type Reached, reachOf } from '../opencode/reach.ts';
import type { Semantics } from '../opencode/semantics-of.ts';
import { type Judged, openingRule, type Placed, PROBES, ruleFor } from './decision.ts';

const GAINS = {
  bash: 'run commands',
  edit: 'edit files',
  external_directory: 'leave the repository',
} as const;

type Key = keyof typeof GAINS;
const KEYS: readonly Key[] = ['bash', 'edit', 'external_directory'];

/** The widest agents are tried first; a set-up with more than these has shown what is wrong by then. */
const MAX_TRIED = 100;

/** An agent within reach, and in words what it may do that the first one may not. */
export type Escalation = { readonly reached: Reached; readonly gains: readonly string[] };

/** The widest step up that an agent can take with nobody asked; null where there is none. */
export function escalation(placed: Placed): Escalation | null {
  const inSetUp = KNOWN.get(placed.setUp) ?? new Map<Agent, Escalation | null>();
  KNOWN.set(placed.setUp, inSetUp);
  const known = inSetUp.get(placed.agent);
  if (known !== undefined) return known;
  const found = widestOf(placed);
  inSetUp.set(placed.agent, found);
  return found;
}

/** Two rules ask this of every agent. */
const KNOWN = new WeakMap<SetUp, Map<Agent, Escalation | null>>();

function widestOf(placed: Placed): Escalation | null {
  if (openingRule(placed, 'bash') !== null) return null;
  const denied = KEYS.filter((key) => isDenied(placed, key));
  if (denied.length === 0) return null;
  const { semantics } = placed;
  let widest: Escalation | null = null;
  for (const reached of reachOf(placed, worthTrying(placed.setUp, semantics))) {
    if (reached.action === 'ask') break;
    const gains = denied.filter((key) => openingRule({ agent: reached, semantics }, key) !== null);
    if (gains.length > (widest?.gains.length ?? 0))
      widest = { reached, gains: gains.map((key) => GAINS[key]) };
    if (gains.length === denied.length) break;
  }
  return widest;
}

function isDenied(judged: Judged, key: Key): boolean {
  const rule = ruleFor(judged, key, PROBES[key]);
  return rule?.action === 'deny' && rule.origin !== null;
}

/** Those that the caller's rules name, then the widest. One that opens nothing, and leads nowhere, is left out. */
function worthTrying(setUp: SetUp, semantics: Semantics): Candidates {
  const { widest, byName } = rankedOf(setUp, semantics);
  return ({ rules }) => {
    const named = rules.flatMap((rule) =>
      rule.permission === 'task' && rule.action === 'allow' ? (byName.get(rule.pattern) ?? []) : [],
    );
    return new Set([...named, ...widest]);
  };
}

type Ranked = { readonly widest: readonly Agent[]; readonly byName: ReadonlyMap<string, Agent> };

/** Every agent of a set-up asks this, under one version. */
const MEMO = new WeakMap<SetUp, Ranked>();

function rankedOf(setUp: SetUp, semantics: Semantics): Ranked {
  const known = MEMO.get(setUp);
  if (known !== undefined) return known;
  const ranked = setUp.agents
    .map((agent) => ({ agent, width: widthOf({ agent, semantics }), listed: agent.mode !== 'primary' }))
    .filter(({ agent, width }) => width > 0 || agent.rules.some((rule) => rule.permission === 'task'))
    // What the model is told of comes before what it would have to guess.
    .toSorted((a, b) => b.width - a.width || Number(b.listed) - Number(a.listed));
  const found = {
    widest: ranked.slice(0, MAX_TRIED).map(({ agent }) => agent),
    byName: new Map(ranked.map(({ agent }) => [agent.name, agent])),
  };
  MEMO.set(setUp, found);
  return found;
}

function widthOf(judged: Judged): number {
  return KEYS.filter((key) => openingRule(judged, key) !== null).length;
}
