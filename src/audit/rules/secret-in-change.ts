import type { Rule } from '../rule.ts';
import { hitForSecret } from '../secret-hit.ts';

export const secretInChange = {
  id: 'secret-in-change',
  title: 'The pull request adds a credential',
  summary: 'A line that the pull request adds holds a credential.',
  severity: 'high',
  confidence: 'medium',
  category: 'exposure',
  *check({ secrets }) {
    for (const secret of secrets) {
      if (secret.kind !== 'change') continue;
      const message = `This line holds ${secret.what}. Everyone who can read the repository has it, and a review sends it to the model with the change.`;
      yield { ...hitForSecret(secret), message, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Revoke it now: whoever saw the branch has it. Then read the new one from the environment or a secret store, and take the old one out of the history before the branch is merged.';
