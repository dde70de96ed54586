import type { Rule } from '../rule.ts';
import { hitForSecret } from '../secret-hit.ts';

export const secretInAsset = {
  id: 'secret-in-asset',
  title: 'A credential is written in a file of OpenCode',
  summary:
    'A file that OpenCode reads holds a credential: it goes to everyone with the repository, and to the model.',
  severity: 'critical',
  confidence: 'medium',
  category: 'exposure',
  *check({ secrets }) {
    for (const secret of secrets) {
      if (secret.kind !== 'asset') continue;
      const message = `This line holds ${secret.what}. Everyone who can read the repository has it, and OpenCode may send it to the model with the rest of the file.`;
      yield { ...hitForSecret(secret), message, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Revoke it now: whoever saw the branch has it. Then let the environment give the new one, as {env:NAME} in the configuration, and take the old one out of the history.';
