import { quoteName } from '../../opencode/quote-name.ts';
import { isApprovedPlugin } from '../approved.ts';
import { atBase } from '../before.ts';
import { isLocalPlugin, pluginsOf } from '../plugins.ts';
import type { Rule } from '../rule.ts';

export const pluginAdded = {
  id: 'plugin-added',
  title: 'A new plugin, or another version of one',
  summary:
    'The pull request adds a plugin from a package or a repository, or another version, that the policy does not approve.',
  severity: 'medium',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    const base = atBase(context);
    if (base === null) return;
    const had = [...pluginsOf(base)].map(({ text }) => text);
    for (const { key, text, place } of pluginsOf(context)) {
      // Code of the repository is judged by its content: plugin-local-code.
      if (isLocalPlugin(text) || had.includes(text) || isApprovedPlugin(text, context)) continue;
      const isKnown = had.some((old) => nameOf(old) === nameOf(text));
      const what = isKnown ? 'another version of a plugin' : 'a plugin';
      const message = `The change adds ${what}, ${quoteName(text)}: OpenCode fetches it and runs it at start-up with all rights of the user, before any permission applies.`;
      yield { path: place.path, line: place.line, message, scope: `${key} ${text}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Have the owners look at the package, and name its exact specifier under "plugins" in the policy on the base branch.';

/** `@scope/name` of `@scope/name@1.2.3`. */
function nameOf(spec: string): string {
  return spec.replace(/(?<=.)@.*$/s, '');
}
