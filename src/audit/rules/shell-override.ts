import { stringOf } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { effective } from '../effective.ts';
import type { Rule } from '../rule.ts';

export const shellOverride = {
  id: 'shell-override',
  title: 'Another shell takes the place of the usual one',
  summary:
    'The configuration makes OpenCode run every command through a program that is not a shell of the system.',
  severity: 'high',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const node of effective(context, 'shell')) {
      const shell = stringOf(node);
      if (shell === undefined || SYSTEM.test(shell)) continue;
      const { path, line } = node.place;
      const message = `OpenCode runs every command of an agent, and every command in a template, through ${quoteName(shell)}: that program sees them all and decides what really happens.`;
      yield { path, line, message, scope: 'shell', remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Remove the key, so that each machine uses its own shell; or name a shell of the system, such as /bin/bash.';

/** A bare name is looked up on the machine; these folders belong to its administrator. */
const SYSTEM =
  /^(?:(?:\/usr(?:\/local)?)?\/bin\/|\/opt\/homebrew\/bin\/|\/run\/current-system\/sw\/bin\/|[Cc]:[\\/](?:Windows|Program Files)[\\/][\w .()\\/-]*)?(?:bash|zsh|sh|dash|ksh|fish|nu|pwsh|powershell|cmd)(?:\.exe)?$/;
