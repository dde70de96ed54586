import { quoteName } from '../../opencode/quote-name.ts';
import type { Rule } from '../rule.ts';
import { activeServers, remoteAddress } from '../servers.ts';

export const mcpRemoteUnlisted = {
  id: 'mcp-remote-unlisted',
  title: 'A remote MCP server that nobody listed',
  summary: 'A remote MCP server is in use, and the policy has no list of approved servers.',
  severity: 'medium',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    // With a list, mcp-unapproved compares each server with it.
    if (context.policy.mcp.length > 0) return;
    for (const server of activeServers(context)) {
      const remote = remoteAddress(server);
      if (remote === null) continue;
      const { path, line } = remote.url.place;
      const message = `The MCP server ${quoteName(server.name)} at ${quoteName(remote.host)} gets what the agent sends it, and its tool descriptions and answers become part of the prompt; it can change both at any time.`;
      yield { path, line, message, scope: `mcp.${server.name}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Add the server to "mcp" in the policy on the base branch, with its name, exact url and a reason; from then on every server is compared with that list.';
