import type { Agent } from '../../opencode/agents.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { agentsOf, openingRule, spotOf } from '../decision.ts';
import type { Rule } from '../rule.ts';

export const editInReviewer = {
  id: 'edit-in-reviewer',
  title: 'A reviewer may edit files',
  summary: 'An agent that reviews may change the files that it judges.',
  severity: 'medium',
  confidence: 'medium',
  category: 'permissions',
  *check(context) {
    for (const { agent } of agentsOf(context)) {
      const rule = isReviewer(agent) ? openingRule(agent, 'edit') : null;
      const spot = rule === null ? null : spotOf(agent, rule);
      if (spot === null) continue;
      const message = `The agent ${quoteName(agent.name)} is a reviewer by its name or description, and may edit any file without asking.`;
      yield { ...spot, message, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY = 'Add edit: deny to its permission; keys such as write or patch have no effect in OpenCode.';

const REVIEWER_NAME = /(?:^|[^a-z])(?:review(?:er|s|ing)?|audit(?:or|s|ing)?|critic|inspector)(?:[^a-z]|$)/i;
const REVIEWS = /^(?:\W*[\w-]+\W+){0,4}?(?:review(?:er|s|ing)?|audit(?:or|s|ing)?|inspects?|critiques?)\b/i;
const CHANGES =
  /\b(?:fix(?:es|er|ing)?|implement(?:s|er|ing)?|refactor(?:s|ing)?|appl(?:y|ies)|rewrites?)\b/i;

/** By name; or by the first words of its description, unless it is an agent that people work with all day. */
function isReviewer(agent: Agent): boolean {
  const description = agent.description.slice(0, 300);
  if (CHANGES.test(agent.name.replaceAll(/[_/]/g, ' ')) || CHANGES.test(description)) return false;
  return REVIEWER_NAME.test(agent.name) || (agent.mode !== 'primary' && REVIEWS.test(description));
}
