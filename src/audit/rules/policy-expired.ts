import { expiredEntries } from '../../policy/expired.ts';
import type { Rule } from '../rule.ts';

export const policyExpired = {
  id: 'policy-expired',
  title: 'An entry of the policy has expired',
  summary: 'An entry of the policy is past its date and no longer counts.',
  severity: 'low',
  confidence: 'high',
  category: 'governance',
  *check({ policy, today }) {
    for (const { list, index, expires } of expiredEntries(policy, today)) {
      const line = policy.lineOf([list, index, 'expires']);
      yield {
        path: policy.path,
        line,
        evidence: policy.lines[line - 1] ?? '',
        scope: `${list} ${index}`,
        message: `This entry of "${list}" counted until ${expires}; what it allowed is judged again.`,
        remedy: 'Remove the entry, or give it a new date and reason on the base branch.',
      };
    }
  },
} satisfies Rule;
