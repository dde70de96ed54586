import { get, stringOf } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { parseAddress } from '../address.ts';
import { effective } from '../effective.ts';
import type { Rule } from '../rule.ts';

export const enterpriseUrl = {
  id: 'enterprise-url',
  title: 'Shared sessions go to another server',
  summary: 'The repository decides to which server shared sessions are uploaded.',
  severity: 'medium',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const node of effective(context, 'enterprise')) {
      const url = get(node, 'url');
      const text = stringOf(url);
      if (url === undefined || text === undefined || text === '') continue;
      const address = parseAddress(text);
      if (address?.isLoopback) continue;
      const { path, line } = url.place;
      const message = `Every session that somebody shares, with the code in it, is uploaded to ${quoteName(address?.host ?? text)}; the people who share it see only the command that they know.`;
      yield { path, line, message, scope: 'enterprise.url', remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Set it in the managed configuration of the machines, which no pull request can change; or have the owners accept this exact line.';
