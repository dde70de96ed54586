import { agentsMay, bySpot } from '../by-spot.ts';
import { openBash } from '../open-bash.ts';
import { quoteNames } from '../quote-names.ts';
import { withAction } from '../rewrite-line.ts';
import type { Rule } from '../rule.ts';

export const bashDenyList = {
  id: 'bash-deny-list',
  title: 'A list of forbidden commands limits nothing',
  summary:
    'Every shell command is allowed except for some that are listed, and other spellings pass the list.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(openBash(context, 'bash-deny-list'))) {
      const patterns = value.listed.map((rule) => rule.pattern);
      const message = `${agentsMay(agents)} run any command except ${quoteNames(patterns)}, and these as well in another spelling: ${spellings(patterns)}.`;
      yield { ...spot, message, remedy: REMEDY, ...withAction(context, value.opening, 'ask') };
    }
  },
} satisfies Rule;

const REMEDY =
  'Start from "*": "ask" or "*": "deny" and list the commands that are allowed; keep the denials after them.';

/** The first pattern that names a command, written so that it does not match. */
function spellings(patterns: readonly string[]): string {
  const words = patterns.map((pattern) => pattern.replaceAll(/\*/g, '').trim());
  const first = words.find((text) => /^[a-z][\w .-]*$/i.test(text) && text.length < 40) ?? 'rm -rf';
  return `"sh -c '${first} …'", "A=1 ${first} …"`;
}
