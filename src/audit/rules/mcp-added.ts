import { quoteName } from '../../opencode/quote-name.ts';
import { isApprovedServer } from '../approved.ts';
import { atBase } from '../before.ts';
import type { Rule } from '../rule.ts';
import { activeServers, identityOf, type Server, serversOf } from '../servers.ts';

export const mcpAdded = {
  id: 'mcp-added',
  title: 'A new MCP server',
  summary: 'The pull request adds an MCP server, or switches one on, that the policy does not approve.',
  severity: 'medium',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    const base = atBase(context);
    if (base === null) return;
    const had = new Set(activeServers(base).map(({ name }) => name));
    const off = new Set(serversOf(base).map(({ name }) => name));
    for (const server of activeServers(context)) {
      if (had.has(server.name) || isApprovedServer(server, context)) continue;
      const what = off.has(server.name) ? 'switches on' : 'adds';
      const message = `The change ${what} the MCP server ${quoteName(server.name)}: ${effectOf(server)}.`;
      yield { ...server.place, message, identity: identityOf(server), remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Have the owners look at the server, and name it with its exact command or url under "mcp" in the policy on the base branch; limit its tools to the agents that need them.';

function effectOf({ url }: Server): string {
  return url === null
    ? 'OpenCode starts its command with all rights and all of the environment of the user, and offers its tools to the agents'
    : 'OpenCode sends it what agents pass to its tools, and what it answers goes into the prompt';
}
