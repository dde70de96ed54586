import { booleanOf, get, itemsOf } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { effectiveEntries } from '../effective.ts';
import { runsWhatItFetches } from '../fetched-script.ts';
import type { Rule } from '../rule.ts';
import { textsInList } from '../texts.ts';

export const formatterOrLspCommand = {
  id: 'formatter-or-lsp-command',
  title: 'A formatter or language server with a command of its own',
  summary: 'The configuration names a command that OpenCode runs when an agent touches a file.',
  severity: 'medium',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const kind of ['formatter', 'lsp'] as const) {
      for (const { key, node } of effectiveEntries(context, kind)) {
        const command = textsInList(get(node, 'command'));
        const first = itemsOf(get(node, 'command'))[0];
        if (first === undefined || booleanOf(get(node, 'disabled')) === true) continue;
        const words = command.map((word) => word.text).join(' ');
        const { path, line } = first.place;
        const message = `OpenCode runs ${quoteName(words)} (${kind} ${quoteName(key)}) ${WHEN[kind]}, without any permission: also for an agent that may not use bash.`;
        const hit = { path, line, message, identity: `${kind} ${key}\n${words}`, remedy: REMEDY };
        yield runsWhatItFetches(words) ? { ...hit, severity: 'high' } : hit;
      }
    }
  },
} satisfies Rule;

const WHEN = {
  formatter: 'after an agent edits a file',
  lsp: 'when an agent reads or edits a file',
} as const;

const REMEDY =
  'Use the formatters and language servers that OpenCode knows by name, or run the formatter in a commit hook or job; or have the owners accept this exact command.';
