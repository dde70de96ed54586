import { booleanOf, type Entry, get } from '../../opencode/node.ts';
import { type Block, keysOf, permissionBlocks } from '../permission-blocks.ts';
import { quoteNames } from '../quote-names.ts';
import type { Hit, Rule } from '../rule.ts';
import { toolsAsPermission } from '../tools-as-permission.ts';

export const legacyTools = {
  id: 'legacy-tools',
  title: 'The old key "tools" in place of "permission"',
  summary: 'The deprecated key "tools" sets permissions, and has no words for patterns and questions.',
  severity: 'low',
  confidence: 'high',
  category: 'configuration',
  *check(context) {
    for (const block of permissionBlocks(context)) {
      const keys = keysOf(block).filter(({ node }) => booleanOf(node) !== undefined);
      if (block.kind !== 'tools' || keys.length === 0) continue;
      yield { ...hitFor(block, keys), ...toolsAsPermission(context, block) };
    }
  },
} satisfies Rule;

const REMEDY =
  'Write the same under "permission", with deny, ask or allow for each key; "write" and "patch" are called "edit" there.';

function hitFor({ owner, entry, way }: Block, keys: readonly Entry[]): Hit {
  const { path, line } = entry.place;
  const named = (value: boolean) =>
    keys.filter(({ node }) => booleanOf(node) === value).map(({ key }) => key);
  const on = named(true);
  const off = named(false);
  const parts = [
    ...(off.length > 0 ? [`${quoteNames(off)} ${off.length === 1 ? 'is' : 'are'} denied`] : []),
    ...(on.length > 0
      ? [`${quoteNames(on)} ${on.length === 1 ? 'is' : 'are'} allowed with no question left`]
      : []),
  ];
  const beside =
    get(owner, 'permission') === undefined
      ? ''
      : ' "permission" beside it wins key by key, but in the order that the keys have here.';
  const message = `OpenCode makes permissions of this: ${parts.join(', ')}.${beside}`;
  return { path, line, message, scope: way, remedy: REMEDY };
}
