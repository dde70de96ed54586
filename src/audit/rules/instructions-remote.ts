import { get } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { isRemote } from '../address.ts';
import { configsOf } from '../effective.ts';
import type { Rule } from '../rule.ts';
import { textsInList } from '../texts.ts';

export const instructionsRemote = {
  id: 'instructions-remote',
  title: 'Instructions from an address',
  summary: 'OpenCode fetches instructions from the network and puts them into every prompt.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const { root } of configsOf(context)) {
      for (const { text, place } of textsInList(get(root, 'instructions'))) {
        if (!isRemote(text)) continue;
        const { path, line } = place;
        const message = `Whoever controls ${quoteName(text)} writes into the system prompt of every agent here, anew at every step and without a trace in any diff.`;
        yield { path, line, message, scope: 'instructions', remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY = 'Copy the text into a file of the repository and name that file.';
