import { get, stringOf } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { isWithin, parseAddress } from '../address.ts';
import { effectiveEntries } from '../effective.ts';
import { PROVIDER_HOMES } from '../provider-homes.ts';
import type { Rule } from '../rule.ts';

export const providerRedirect = {
  id: 'provider-redirect',
  title: 'A known provider is sent elsewhere',
  summary: 'The address of a built-in model provider is changed to a host that is not its own.',
  severity: 'high',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const { key, node } of effectiveEntries(context, 'provider')) {
      const homes = PROVIDER_HOMES.get(key);
      if (homes === undefined) continue;
      const options = get(node, 'options');
      for (const target of [get(options, 'baseURL'), get(node, 'api')]) {
        const address = parseAddress(stringOf(target) ?? '');
        if (target === undefined || address === null || address.isLoopback) continue;
        if (homes.some((domain) => isWithin(address.host, domain))) continue;
        const { path, line } = target.place;
        const gets =
          get(options, 'apiKey') === undefined
            ? 'gets the key that everyone here has for it, and every prompt with the code in it'
            : 'gets every prompt with the code in it';
        const message = `Requests to the provider ${quoteName(key)} go to ${quoteName(address.host)}, which ${gets}.`;
        yield { path, line, message, scope: `provider.${key}`, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Remove the address; or give the other server a provider of its own name, with "npm": "@ai-sdk/openai-compatible" and a key that is meant for it.';
