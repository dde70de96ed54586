import { booleanOf, type Entry, get, itemsOf, stringOf } from '../../opencode/node.ts';
import { mcpServersOf } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Hit, Rule } from '../rule.ts';
import { findUnpinned } from '../unpinned.ts';

export const mcpUnpinned = {
  id: 'mcp-unpinned',
  title: 'An MCP server without an exact version',
  summary: 'An MCP server is started from a package, image or repository without an exact version.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check({ project }) {
    for (const asset of project.assets.values()) {
      if (asset.kind !== 'config' || asset.root === null) continue;
      for (const server of mcpServersOf(asset.root)) yield* hitsFor(server);
    }
  },
} satisfies Rule;

function* hitsFor(server: Entry): Iterable<Hit> {
  if (booleanOf(get(server.node, 'enabled')) === false) return;
  const items = itemsOf(get(server.node, 'command'));
  const unpinned = findUnpinned(items.map((item) => stringOf(item) ?? ''));
  if (unpinned === null) return;
  const { path, line } = items[unpinned.index]?.place ?? server.place;
  const message = `The MCP server ${quoteName(server.key)} runs ${unpinned.what}: whoever publishes the next version runs code here, with all of the environment.`;
  yield { path, line, message, scope: `mcp.${server.key}`, remedy: unpinned.remedy };
}
