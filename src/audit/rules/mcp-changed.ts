import { toValue } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { isApprovedServer } from '../approved.ts';
import { atBase } from '../before.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { activeServers, identityOf, type Server } from '../servers.ts';
import type { Text } from '../texts.ts';

export const mcpChanged = {
  id: 'mcp-changed',
  title: 'An MCP server is another one',
  summary: 'The pull request changes what an MCP server runs, where it is, or what it is given.',
  severity: 'medium',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    const base = atBase(context);
    if (base === null) return;
    const before = byName(base);
    for (const server of activeServers(context)) {
      const had = before.get(server.name) ?? [];
      const contents = new Set(had.map(identityOf));
      const [first] = had;
      if (first === undefined || contents.has(identityOf(server)) || isApprovedServer(server, context))
        continue;
      const parts = partsChanged(first, server);
      if (parts.length === 0) continue;
      const message = `The change gives the MCP server ${quoteName(server.name)} ${listOf(parts)}: under the name that people know, OpenCode starts or calls something else.`;
      yield { ...server.place, message, identity: identityOf(server), remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Compare it with the base line by line; if it is right, name its exact command or url under "mcp" in the policy on the base branch.';

function byName(context: AuditContext): ReadonlyMap<string, readonly Server[]> {
  const servers = new Map<string, Server[]>();
  for (const server of activeServers(context)) {
    servers.set(server.name, [...(servers.get(server.name) ?? []), server]);
  }
  return servers;
}

/** What differs, by its name only: a value may be a credential. */
function partsChanged(before: Server, now: Server): readonly string[] {
  const differs = (of: (server: Server) => readonly Text[]): boolean =>
    textOf(of(before)) !== textOf(of(now));
  const parts = [
    differs(({ command }) => command) ? 'another command' : '',
    differs(({ url }) => (url === null ? [] : [url])) ? 'another url' : '',
    differs(({ headers }) => headers) ? 'other headers' : '',
    differs(({ environment }) => environment) ? 'another environment' : '',
  ].filter((part) => part !== '');
  return parts.length > 0 || !restDiffers(before, now) ? parts : ['other settings'];
}

function textOf(texts: readonly Text[]): string {
  return JSON.stringify(texts.map(({ key, text }) => [key, text]));
}

/** `cwd` and `oauth` count; how long OpenCode waits does not. */
function restDiffers(before: Server, now: Server): boolean {
  const [left, right] = [before, now].map(({ node }) =>
    JSON.stringify(toValue(node), (key, value: unknown) =>
      key === 'timeout' || key === 'enabled' ? undefined : value,
    ),
  );
  return left !== right;
}

function listOf(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
