import { get, type Node } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { configsOf } from '../effective.ts';
import { inlineCode } from '../inline-code.ts';
import { suggesting } from '../literal.ts';
import type { Rule } from '../rule.ts';
import { serversIn } from '../servers.ts';
import { type Text, textsBelow, textsInList } from '../texts.ts';

export const substitutionSyntax = {
  id: 'substitution-syntax',
  title: 'A variable that OpenCode does not put in',
  summary: 'A variable is written in a way that OpenCode does not replace, so that the text itself is used.',
  severity: 'low',
  confidence: 'high',
  category: 'configuration',
  *check(context) {
    for (const { root } of configsOf(context)) {
      for (const text of candidates(root)) {
        const wrong = WRONG.exec(text.text);
        if (wrong === null) continue;
        const right = text.text.replace(
          ALL_WRONG,
          (_, ...groups: readonly unknown[]) => `{env:${nameIn(groups)}}`,
        );
        const { path, line } = text.place;
        const becomes = wrong[0].startsWith('${env:')
          ? 'OpenCode replaces only what is in the braces, and the "$" stays in front of the value'
          : 'OpenCode does not replace it, and the text itself is used';
        const message = `${quoteName(wrong[0])}: ${becomes}.`;
        const remedy = `Write ${quoteName(right)}.`;
        yield { path, line, message, scope: text.key, remedy, ...suggesting(context, text.place, right) };
      }
    }
  },
} satisfies Rule;

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const FORMS = String.raw`\$\{env:(${NAME})\}|\$env:(${NAME})|\$\{(${NAME})(?::-[^{}]*)?\}|\{\s+env:(${NAME})\s*\}|\{ENV:(${NAME})\}`;
const WRONG = new RegExp(FORMS);
const ALL_WRONG = new RegExp(FORMS, 'g');

function nameIn(groups: readonly unknown[]): string {
  const name = groups.find((group) => typeof group === 'string' && group !== '');
  return typeof name === 'string' ? name : '';
}

/** Where a variable is meant to be put in. A shell's own program has variables of its own. */
function* candidates(root: Node): Iterable<Text> {
  yield* textsBelow(get(root, 'provider'));
  yield* textsInList(get(root, 'instructions'));
  for (const server of serversIn(get(root, 'mcp'))) {
    if (server.url !== null) yield server.url;
    yield* server.headers;
    yield* server.environment;
    if (inlineCode(server.command.map((word) => word.text)) === null) yield* server.command;
  }
}
