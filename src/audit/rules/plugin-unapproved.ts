import { quoteName } from '../../opencode/quote-name.ts';
import { isCurrent } from '../../policy/expired.ts';
import { isLocalPlugin, pluginsOf } from '../plugins.ts';
import type { Rule } from '../rule.ts';

export const pluginUnapproved = {
  id: 'plugin-unapproved',
  title: 'A plugin that the policy does not approve',
  summary: 'A plugin is not, in exactly this form, on the allow list of the policy.',
  severity: 'high',
  confidence: 'high',
  category: 'governance',
  *check(context) {
    const { plugins } = context.policy;
    if (plugins.length === 0) return;
    const current = plugins.filter((entry) => isCurrent(entry, context.today));
    for (const { key, text, place } of pluginsOf(context)) {
      // Code of the repository is judged by its content: plugin-local-code.
      if (isLocalPlugin(text) || current.some((entry) => entry.plugin === text)) continue;
      const isKnown = plugins.some((entry) => entry.plugin === text);
      const why = isKnown ? 'its entry has expired' : 'it is not on the list in exactly this form';
      const message = `The policy does not approve the plugin ${quoteName(text)}: ${why}. OpenCode runs it at start-up with all rights of the user.`;
      yield { path: place.path, line: place.line, message, scope: `${key} ${text}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Have the owners add the exact specifier, version included, to "plugins" in the policy on the base branch, with a reason; or remove the plugin.';
