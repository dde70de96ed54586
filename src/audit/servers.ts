import { booleanOf, type Entry, get, type Node, type Place, toValue } from '../opencode/node.ts';
import { mcpServersOf } from '../opencode/parse-asset.ts';
import { parseAddress } from './address.ts';
import { effective } from './effective.ts';
import type { AuditContext } from './rule.ts';
import { type Text, textsByKey, textsInList } from './texts.ts';

/** An MCP server as OpenCode would start it: all layers of the configuration merged. */
export type Server = {
  readonly name: string;
  readonly place: Place;
  readonly enabled: boolean;
  readonly command: readonly Text[];
  readonly url: Text | null;
  readonly headers: readonly Text[];
  readonly environment: readonly Text[];
  readonly node: Node;
};

/** Every server of every set-up, each once; also those that are switched off. */
export function serversOf(context: AuditContext): readonly Server[] {
  const seen = new Set<Node>();
  return effective(context, 'mcp')
    .flatMap(serverEntries)
    .filter((entry) => !seen.has(entry.node) && seen.add(entry.node))
    .map(serverOf);
}

/** The servers below the `mcp` key of one configuration. */
export function serversIn(mcp: Node | undefined): readonly Server[] {
  return mcp === undefined ? [] : serverEntries(mcp).map(serverOf);
}

/** What a server is recognised by: all of it, so that one that changes is not taken for the old one. */
export function identityOf({ name, node }: Server): string {
  return `${name}\n${JSON.stringify(toValue(node))}`;
}

/** The servers that OpenCode starts or calls. */
export function activeServers(context: AuditContext): readonly Server[] {
  return serversOf(context).filter((server) => server.enabled);
}

/** The address of a server on another machine; null for a local one. */
export function remoteAddress(server: Server): { readonly url: Text; readonly host: string } | null {
  const address = server.url === null ? null : parseAddress(server.url.text);
  if (server.url === null || address === null || address.isLoopback) return null;
  return { url: server.url, host: address.host };
}

/** The servers below one `mcp` key, in both spellings. */
function serverEntries(mcp: Node): readonly Entry[] {
  const config: Node = {
    kind: 'object',
    place: mcp.place,
    entries: new Map([['mcp', { key: 'mcp', place: mcp.place, node: mcp }]]),
  };
  return mcpServersOf(config);
}

function serverOf({ key, place, node }: Entry): Server {
  const address = textsByKey(node).find((text) => text.key === 'url');
  return {
    name: key,
    place,
    enabled: booleanOf(get(node, 'enabled')) !== false,
    command: textsInList(get(node, 'command')),
    url: address ?? null,
    headers: textsByKey(get(node, 'headers')),
    environment: [...textsByKey(get(node, 'environment')), ...textsByKey(get(node, 'env'))],
    node,
  };
}
