import { hasUnseen } from '../change/path.ts';
import type { Hit } from './rule.ts';

const MAX_LENGTH = 4096;

/**
 * The replacement that people are offered to take over, as part of a finding. It is made from lines of the head, so
 * that nothing in it may be hidden; and in a workflow nothing is offered at all.
 */
export function offerOf({ path, line, suggestion }: Hit, evidence: string): { readonly suggestion?: string } {
  if (suggestion === undefined || line === 0 || suggestion === evidence) return {};
  if (suggestion.length > MAX_LENGTH || path.startsWith('.github/')) return {};
  return suggestion.split(/[\n\t]/).some(hasUnseen) ? {} : { suggestion };
}
