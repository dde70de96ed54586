import type { Path } from '../../change/change.ts';
import { type Entry, get, stringOf } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { skillsBefore } from '../before.ts';
import type { Rule } from '../rule.ts';

export const skillDescriptionChanged = {
  id: 'skill-description-changed',
  title: 'A skill is chosen for other work',
  summary: 'The pull request changes the description of a skill: agents decide by it when to load the skill.',
  severity: 'low',
  confidence: 'high',
  category: 'configuration',
  *check(context) {
    for (const { now, before } of skillsBefore(context)) {
      const entry = descriptionOf(now);
      const [from, to] = [stringOf(descriptionOf(before)?.node), stringOf(entry?.node)];
      if (from === undefined || from === to) continue;
      const path: Path = now.path;
      const message = `Agents load the skill ${quoteName(now.name)} by another description than at the base${to === undefined ? ': it has none now' : ''}. It decides when the text of the skill becomes part of a prompt, and every agent has it in front of it.`;
      yield {
        path,
        line: entry?.place.line ?? 0,
        message,
        identity: `${now.name}\n${to ?? ''}`,
        remedy: REMEDY,
      };
    }
  },
} satisfies Rule;

const REMEDY =
  'Check that the new description says only when the skill is of use: no orders to the agent, and no wider case than the skill is made for.';

function descriptionOf({ root }: Asset): Entry | undefined {
  return root?.kind === 'object' && get(root, 'description') ? root.entries.get('description') : undefined;
}
