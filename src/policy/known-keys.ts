import { RULE_IDS } from '../audit/rule-ids.ts';
import { POLICY_SCHEMA } from './policy-schema.ts';

const { review, limits, contest, mcp, plugins, accepted } = POLICY_SCHEMA.shape;

/** The keys of the objects that stand directly below the policy. */
const OF_OBJECTS: Readonly<Record<string, readonly string[]>> = {
  rules: RULE_IDS,
  review: Object.keys(review.unwrap().shape),
  limits: Object.keys(limits.unwrap().shape),
  contest: Object.keys(contest.unwrap().shape),
};

/** The keys of the objects that stand in a list or under a name there. */
const OF_ENTRIES: Readonly<Record<string, readonly string[]>> = {
  agents: ['ceiling', 'reason', 'expires'],
  mcp: Object.keys(mcp.unwrap().element.shape),
  plugins: Object.keys(plugins.unwrap().element.shape),
  accepted: Object.keys(accepted.unwrap().element.shape),
};

/** The keys that the policy knows at a place; none where keys are free. */
export function knownKeys(way: readonly PropertyKey[]): readonly string[] {
  const [first, second] = way.map(String);
  if (first === undefined) return Object.keys(POLICY_SCHEMA.shape);
  if (first === 'limits' && second === 'prices') return ['input', 'output', 'cached', 'written'];
  return OF_OBJECTS[first] ?? (second === undefined ? [] : (OF_ENTRIES[first] ?? []));
}
