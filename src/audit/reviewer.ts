import type { Agent } from '../opencode/agents.ts';

const REVIEWER_NAME = /(?:^|[^a-z])(?:review(?:er|s|ing)?|audit(?:or|s|ing)?|critic|inspector)(?:[^a-z]|$)/i;
const REVIEWS = /^(?:\W*[\w-]+\W+){0,4}?(?:review(?:er|s|ing)?|audit(?:or|s|ing)?|inspects?|critiques?)\b/i;
const CHANGES =
  /\b(?:fix(?:es|er|ing)?|implement(?:s|er|ing)?|refactor(?:s|ing)?|appl(?:y|ies)|rewrites?)\b/i;

/** By name; or by the first words of its description, unless it is an agent that people work with all day. */
export function isReviewer(agent: Agent): boolean {
  const description = agent.description.slice(0, 300);
  if (CHANGES.test(agent.name.replaceAll(/[_/]/g, ' ')) || CHANGES.test(description)) return false;
  return REVIEWER_NAME.test(agent.name) || (agent.mode !== 'primary' && REVIEWS.test(description));
}
