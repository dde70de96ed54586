import { quoteName } from '../../opencode/quote-name.ts';
import { isCurrent } from '../../policy/expired.ts';
import { broadUse } from '../broad-use.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { activeServers, remoteAddress, type Server } from '../servers.ts';
import { substitutionsIn } from '../substitutions.ts';

export const mcpEnvToRemote = {
  id: 'mcp-env-to-remote',
  title: 'A variable or file goes to a remote MCP server',
  summary:
    'A value of the environment, or a file, is sent to a remote MCP server that the policy does not approve.',
  severity: 'medium',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const server of activeServers(context)) {
      const remote = remoteAddress(server);
      if (remote === null || isApproved(server, context)) continue;
      for (const { text, place, key } of [remote.url, ...server.headers]) {
        const sent = substitutionsIn(text).find((one) => broadUse(server, one) === null);
        if (sent === undefined) continue;
        const what = `${sent.kind === 'env' ? 'the variable' : 'the file'} ${quoteName(sent.what)}`;
        const where = key === 'url' ? 'in its url, which logs keep' : `in the header ${quoteName(key)}`;
        const { path, line } = place;
        const message = `The MCP server ${quoteName(server.name)} at ${quoteName(remote.host)} gets ${what} ${where}, from everyone who starts OpenCode here.`;
        yield { path, line, message, scope: `mcp.${server.name}.${key}`, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Send a credential that is valid for this server only, in a header, and add the server with its exact url to "mcp" in the policy; or use oauth, which needs no variable.';

function isApproved(server: Server, { policy, today }: AuditContext): boolean {
  return policy.mcp.some(
    (entry) =>
      entry.name === server.name &&
      entry.url !== undefined &&
      entry.url === server.url?.text &&
      isCurrent(entry, today),
  );
}
