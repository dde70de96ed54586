import { booleanOf, type Entry, get, itemsOf, type Node, stringOf } from '../../opencode/node.ts';
import { mcpServersOf } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { runsWhatItFetches } from '../fetched-script.ts';
import { inlineCode } from '../inline-code.ts';
import { suggesting } from '../literal.ts';
import { knownVersion, packageName } from '../pinned-elsewhere.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';
import { findUnpinned, type Unpinned } from '../unpinned.ts';

export const mcpUnpinned = {
  id: 'mcp-unpinned',
  title: 'An MCP server without an exact version',
  summary: 'An MCP server is started from a package, image or repository without an exact version.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      if (asset.kind !== 'config' || asset.root === null) continue;
      for (const server of mcpServersOf(asset.root)) yield* hitsFor(server, context);
    }
  },
} satisfies Rule;

function* hitsFor(server: Entry, context: AuditContext): Iterable<Hit> {
  if (booleanOf(get(server.node, 'enabled')) === false) return;
  const items = itemsOf(get(server.node, 'command'));
  const words = items.map((item) => stringOf(item) ?? '');
  const unpinned = findUnpinned(words) ?? fetchedScript(words);
  if (unpinned === null) return;
  const word = items[unpinned.index];
  const { path, line } = word?.place ?? server.place;
  const message = `The MCP server ${quoteName(server.key)} runs ${unpinned.what}: whoever publishes the next version runs code here, with all of the environment.`;
  const scope = `mcp.${server.key}`;
  yield { path, line, message, scope, remedy: unpinned.remedy, ...suggestionFor(word, unpinned, context) };
}

function fetchedScript(words: readonly string[]): Unpinned | null {
  const index = inlineCode(words)?.index ?? -1;
  if (!runsWhatItFetches(words[index] ?? '')) return null;
  const remedy =
    'Put the program into the repository or into a package at an exact version, and start that; or check the digest of what was fetched before it runs.';
  return { index, what: 'a script from the network as it is at that moment', remedy };
}

/** Only where the repository itself says which version it means. */
function suggestionFor(word: Node | undefined, { what }: Unpinned, context: AuditContext) {
  const spec = stringOf(word) ?? '';
  const isNpm = what.startsWith('a package') && /^(?:@[\w.-]+\/)?[\w.-]+(?:@[\w.^~*-]*)?$/.test(spec);
  const version = isNpm ? knownVersion(context, packageName(spec)) : null;
  return word === undefined || version === null
    ? {}
    : suggesting(context, word.place, `${packageName(spec)}@${version}`);
}
