import { RULE_IDS } from '../audit/rule-ids.ts';
import { POLICY_SCHEMA } from './policy-schema.ts';

/** The keys that the policy knows at a place; none where keys are free. */
export function knownKeys(way: readonly PropertyKey[]): readonly string[] {
  const [first, second] = way.map(String);
  if (first === undefined) return Object.keys(POLICY_SCHEMA.shape);
  if (first === 'rules') return RULE_IDS;
  if (first === 'review') return Object.keys(POLICY_SCHEMA.shape.review.unwrap().shape);
  if (first === 'limits' && second === 'prices') return ['input', 'output', 'cached', 'written'];
  if (first === 'limits') return Object.keys(POLICY_SCHEMA.shape.limits.unwrap().shape);
  if (second === undefined) return [];
  if (first === 'agents') return ['ceiling', 'reason', 'expires'];
  if (first === 'mcp') return Object.keys(POLICY_SCHEMA.shape.mcp.unwrap().element.shape);
  if (first === 'plugins') return Object.keys(POLICY_SCHEMA.shape.plugins.unwrap().element.shape);
  return first === 'accepted' ? Object.keys(POLICY_SCHEMA.shape.accepted.unwrap().element.shape) : [];
}
