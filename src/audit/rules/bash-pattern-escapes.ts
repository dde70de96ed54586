import type { Agent } from '../../opencode/agents.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { bySpot, type Case, nameAgents } from '../by-spot.ts';
import { agentsOf, spotOfRule } from '../decision.ts';
import { EFFECTS, type FoundEscape, findEscapes } from '../find-escapes.ts';
import { withAction } from '../rewrite-line.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const bashPatternEscapes = {
  id: 'bash-pattern-escapes',
  title: 'An allowed command does more than its name says',
  summary:
    'An allowed pattern of shell commands also lets through a command that runs, sends or writes anything.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      const [first, ...others] = value;
      yield {
        ...spot,
        ...describe(first, others, agents),
        ...(others.length === 0 ? withAction(context, first.rule, 'ask') : {}),
      };
    }
  },
} satisfies Rule;

type Found = readonly [FoundEscape, ...FoundEscape[]];

/** Each pattern by itself; those of a list that only write together, at the first of them. */
function* casesOf(context: AuditContext): Iterable<Case<Found>> {
  for (const placed of agentsOf(context)) {
    const { agent } = placed;
    const writing: FoundEscape[] = [];
    for (const found of findEscapes(placed)) {
      if (found.effect === 'writes') writing.push(found);
      else yield caseFor(agent, [found]);
    }
    const [first, ...others] = writing;
    if (first !== undefined) yield caseFor(agent, [first, ...others]);
  }
}

function caseFor(agent: Agent, value: Found): Case<Found> {
  const spot = spotOfRule(value[0].rule);
  return { spot, agent, value };
}

function describe(
  found: FoundEscape,
  others: readonly FoundEscape[],
  agents: readonly string[],
): Pick<Hit, 'message' | 'remedy' | 'severity'> {
  const { rule, command, effect } = found;
  const message = `${quoteName(rule.pattern)} also allows ${nameAgents(agents)} ${quoteCommand(command)}, which ${EFFECTS[effect]}.`;
  const remedy =
    'Allow the exact commands that the agent needs, each with its arguments and without "*", or set the pattern to "ask".';
  if (effect === 'publishes') return { message, remedy, severity: 'medium' };
  if (effect !== 'writes') return { message, remedy };
  const more = others
    .slice(0, 3)
    .map((one) => `${quoteName(one.rule.pattern)} (${quoteCommand(one.command)})`);
  const rest = others.length > more.length ? [`${others.length - more.length} more`] : [];
  const also = more.length === 0 ? '' : ` The same goes for ${joined([...more, ...rest])}.`;
  return { message: `${message}${also}`, remedy, severity: 'medium' };
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** From our own table, with at most the beginning of a foreign pattern in it. */
function quoteCommand(command: string): string {
  return `\`${command.replaceAll(/[\p{C}\p{Zl}\p{Zp}`]/gu, '?').slice(0, 120)}\``;
}
