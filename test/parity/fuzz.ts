import { z } from 'zod';
import { type Comparison, compareResolved } from './compare.ts';
import { generateSetUp } from './generate.ts';
import { askOpencode, FOLDERS, type ProbeAnswer, rootOf } from './oracle.ts';
import { resolveOurs } from './ours.ts';
import { randomFor } from './random.ts';
import type { Resolved, ResolvedAgent, SetUp } from './set-up.ts';

export type FuzzRequest = {
  readonly seed: number;
  readonly indexes: readonly number[];
  /** How many agents `opencode debug agent` prints as well: it is slow, and it alone says which tools are offered. */
  readonly samples: number;
  readonly minutes: number;
};

export type FuzzResult = {
  readonly setUps: number;
  /** Set-ups with which OpenCode does not start; we must say so too. */
  readonly refused: number;
  readonly agents: number;
  /** Agents of which `opencode debug agent` printed the same rules as the server, and our tool map. */
  readonly samples: number;
  readonly disagreements: readonly { readonly setUp: SetUp; readonly texts: readonly string[] }[];
};

type Pair = { readonly setUp: SetUp; readonly ours: Resolved };
type Sample = Pair & { readonly agent: string };

/** Resolves generated set-ups twice, by our semantics and by the real OpenCode, and compares. */
export async function fuzz({ seed, indexes, samples, minutes }: FuzzRequest): Promise<FuzzResult> {
  const pairs = indexes.map((index): Pair => {
    const setUp = generateSetUp(seed, index);
    return { setUp, ours: resolveOurs(setUp, rootOf(setUp)) };
  });
  const sampled = sampleOf(pairs, samples, seed);
  const { resolved, probes } = await askOpencode(
    pairs.map(({ setUp }) => setUp),
    sampled.map(({ setUp, agent }) => ({ setUp, agent, tool: null, params: {} })),
    minutes,
  );
  const theirs = (setUp: SetUp): Resolved => resolved.get(setUp.id) ?? noAnswer(setUp);
  const compared = pairs.map((pair) => ({
    setUp: pair.setUp,
    found: compareResolved(pair.ours, theirs(pair.setUp), FOLDERS),
  }));
  const debugged = sampled.map((sample, index) => ({
    setUp: sample.setUp,
    found: compareSample(sample, theirs(sample.setUp), probes[index]),
  }));
  return {
    setUps: pairs.length,
    refused: [...resolved.values()].filter((one) => one.refused).length,
    agents: sum(compared),
    samples: sum(debugged),
    disagreements: [...compared, ...debugged]
      .filter(({ found }) => found.disagreements.length > 0)
      .map(({ setUp, found }) => ({ setUp, texts: found.disagreements })),
  };
}

function sum(compared: readonly { readonly found: Comparison }[]): number {
  return compared.reduce((total, { found }) => total + found.agreed, 0);
}

function noAnswer(setUp: SetUp): never {
  throw new Error(`There is no answer for set-up ${setUp.id}.`);
}

/** One agent of each of some set-ups; an agent with a model that this machine does not have cannot be printed. */
function sampleOf(pairs: readonly Pair[], samples: number, seed: number): readonly Sample[] {
  const fit = pairs.flatMap(({ setUp, ours }, index): Sample[] => {
    if (ours.refused || [...setUp.files.values()].some((text) => text.includes('model:'))) return [];
    const names = [...ours.agents].filter(([, agent]) => !agent.hidden).map(([name]) => name);
    return names.length === 0 ? [] : [{ setUp, ours, agent: randomFor(seed, index).pick(names) }];
  });
  const step = Math.max(1, Math.floor(fit.length / Math.max(1, samples)));
  return fit.filter((_, index) => index % step === 0).slice(0, samples);
}

const DEBUGGED = z.object({
  mode: z.string(),
  permission: z.array(z.object({ permission: z.string(), pattern: z.string(), action: z.string() })),
  tools: z.record(z.string(), z.boolean()),
});

/** `opencode debug agent` against the server, and our tools against it. */
function compareSample(sample: Sample, served: Resolved, answer: ProbeAnswer | undefined): Comparison {
  if (sample.ours.refused || served.refused) return { agreed: 0, toolsAgreed: 0, disagreements: [] };
  if (answer?.code !== 0) {
    const text = `${sample.agent}: opencode debug agent ended with ${answer?.code ?? 'a signal'}: ${answer?.stderr ?? ''}`;
    return { agreed: 0, toolsAgreed: 0, disagreements: [text] };
  }
  const { mode, permission, tools } = DEBUGGED.parse(JSON.parse(answer.stdout));
  const rules = permission.map((rule) => [rule.permission, rule.pattern, rule.action] as const);
  const debugged: ResolvedAgent = { mode, hidden: false, rules, tools };
  const one = (agent: ResolvedAgent | undefined): Resolved => ({
    refused: false,
    agents: new Map(agent === undefined ? [] : [[sample.agent, agent]]),
  });
  const same = JSON.stringify(served.agents.get(sample.agent)?.rules) === JSON.stringify(rules);
  const found = compareResolved(one(sample.ours.agents.get(sample.agent)), one(debugged), FOLDERS);
  if (same) return found;
  const text = `${sample.agent}: opencode debug agent and opencode serve print different rules`;
  return { ...found, agreed: 0, disagreements: [...found.disagreements, text] };
}
