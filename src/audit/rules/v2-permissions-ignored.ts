import { type Entry, entriesOf, get, type Node } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { actionOf } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Hit, Rule } from '../rule.ts';

export const v2PermissionsIgnored = {
  id: 'v2-permissions-ignored',
  title: 'Permissions that OpenCode does not read',
  summary: 'The front matter of an agent has the key permissions, which OpenCode 1.x ignores without a word.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check({ project, policy }) {
    if (Number.parseInt(policy.opencodeVersion ?? '1', 10) >= 2) return;
    for (const asset of project.assets.values()) {
      if (asset.kind !== 'agent' && asset.kind !== 'mode') continue;
      const entry = entriesOf(asset.root ?? undefined).find(({ key }) => key === 'permissions');
      if (entry !== undefined) yield hitFor(asset, entry);
    }
  },
} satisfies Rule;

const RENAME = 'Write "permission".';
const REMEDY =
  'Write a "permission" with keys and patterns, for example permission: { "*": deny, read: allow }; of several that match, the last one decides.';

function hitFor(asset: Asset, { place: { path, line }, node }: Entry): Hit {
  const message = `The agent ${quoteName(asset.name)} is not limited by this: OpenCode 1.x reads "permission", and takes "permissions" for an option of the model. What is written below it has no effect.`;
  const hit = { path, line, message, scope: 'permissions' };
  const text = asset.lines[line - 1] ?? '';
  const suggestion = text.replace(/^(\s*["']?permission)s\b/, '$1');
  const hasOther = get(asset.root ?? undefined, 'permission') !== undefined;
  if (!isVersion1(node) || hasOther || suggestion === text) return { ...hit, remedy: REMEDY };
  return { ...hit, remedy: RENAME, suggestion };
}

/** A map of actions, or of patterns with actions, as version 1 has it. */
function isVersion1(node: Node): boolean {
  if (actionOf(node) !== null) return true;
  const entries = entriesOf(node);
  return (
    entries.length > 0 &&
    entries.every(
      (entry) =>
        actionOf(entry.node) !== null ||
        (entriesOf(entry.node).length > 0 &&
          entriesOf(entry.node).every((inner) => actionOf(inner.node) !== null)),
    )
  );
}
