import type { PermissionRule } from '../../opencode/permission.ts';
import { nameAgents } from '../by-spot.ts';
import { spotOfRule } from '../decision.ts';
import { isBrought, isMinor, standing, wordsFor } from '../gains.ts';
import { withAction } from '../rewrite-line.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';
import { type Widened, type Widening, widenedAgents } from '../widenings.ts';

export const permissionWidened = {
  id: 'permission-widened',
  title: 'An agent may do more than before',
  summary: 'A line of the pull request lets an agent do what the base denied it, or asked about.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const gain of gainsOf(context)) yield* hitFor(gain, context);
  },
} satisfies Rule;

type Gain = {
  readonly rules: Set<PermissionRule>;
  readonly agents: Set<string>;
  readonly isNew: boolean;
  readonly widenings: Map<string, Widening>;
};

/** What the lines of the change below one key bring, with every agent that gets it. */
function gainsOf(context: AuditContext): Iterable<Gain> {
  const gains = new Map<string, Gain>();
  for (const widened of widenedAgents(context)) {
    for (const widening of widened.widenings ?? []) {
      const { is: rule } = widening;
      if (rule === undefined || !isBrought(rule, widened)) continue;
      const gain = gains.get(keyOf(rule)) ?? startGain(widened);
      gains.set(keyOf(rule), gain);
      gain.rules.add(rule);
      gain.agents.add(widened.agent.name);
      gain.widenings.set(widening.request.words, widening);
    }
  }
  return gains.values();
}

/** The permission key that the rule stands under, for example `agent.deploy.permission.bash`. */
function keyOf({ origin, way, pattern }: PermissionRule): string {
  const key = way.endsWith(`.${pattern}`) ? way.slice(0, -pattern.length - 1) : way;
  return `${origin?.path ?? ''}\0${key}`;
}

function startGain({ before }: Widened): Gain {
  return { rules: new Set(), agents: new Set(), isNew: before === null, widenings: new Map() };
}

function hitFor({ rules, agents, isNew, widenings }: Gain, context: AuditContext): readonly Hit[] {
  const all = [...widenings.values()].toSorted((a, b) => Number(isMinor(a)) - Number(isMinor(b)));
  const rule = all[0]?.is;
  const spot = rule === undefined ? null : spotOfRule(rule);
  if (rule === undefined || spot === null) return [];
  const names = [...agents];
  const lines = linesOf(rules) === 1 ? 'this line' : 'these lines';
  const who = isNew ? `The change brings ${nameAgents(names)}, which` : `With ${lines} ${nameAgents(names)}`;
  const message = `${who} may use ${wordsFor(all)}: ${standing(all, context)}.`;
  const identity = [
    spot.scope ?? '',
    ...names,
    ...all.map(({ request, from, to }) => `${request.words} ${from} ${to}`),
  ];
  const offer = rules.size === 1 ? offerFor(rule, all, context) : {};
  return [{ ...spot, message, identity: identity.join('\n'), remedy: REMEDY, ...weightOf(all), ...offer }];
}

function linesOf(rules: ReadonlySet<PermissionRule>): number {
  return new Set([...rules].map(({ origin }) => origin?.line)).size;
}

const REMEDY =
  'Allow only the requests that the agent needs, by their patterns; or have an owner accept this finding in the policy, with a reason.';

function weightOf(widenings: readonly Widening[]): Pick<Hit, 'severity'> {
  return widenings.every(isMinor) ? { severity: 'medium' } : {};
}

/** The action that the same rule had before, where that is all that has changed. */
function offerFor(rule: PermissionRule, widenings: readonly Widening[], context: AuditContext) {
  const was = widenings[0]?.was;
  const isSame = was?.origin && was.permission === rule.permission && was.pattern === rule.pattern;
  return isSame && widenings.every((one) => one.was === was) ? withAction(context, rule, was.action) : {};
}
