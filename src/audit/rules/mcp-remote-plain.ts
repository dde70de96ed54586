import { quoteName } from '../../opencode/quote-name.ts';
import { parseAddress } from '../address.ts';
import { suggesting } from '../literal.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { activeServers, remoteAddress } from '../servers.ts';
import type { Text } from '../texts.ts';

export const mcpRemotePlain = {
  id: 'mcp-remote-plain',
  title: 'A remote MCP server without encryption',
  summary: 'A remote MCP server is reached over plain http.',
  severity: 'high',
  confidence: 'high',
  category: 'exposure',
  *check(context) {
    for (const server of activeServers(context)) {
      const remote = remoteAddress(server);
      if (remote === null || !/^(?:http|ws)$/.test(parseAddress(remote.url.text)?.protocol ?? '')) continue;
      const { path, line } = remote.url.place;
      const message = `The MCP server ${quoteName(server.name)} is reached over plain http: whoever is on the way reads what the agent sends, and answers in the server's place with instructions of their own.`;
      const scope = `mcp.${server.name}`;
      yield { path, line, message, scope, remedy: REMEDY, ...suggestionFor(remote.url, context) };
    }
  },
} satisfies Rule;

const REMEDY = 'Use https, or run the server on this machine and reach it over 127.0.0.1.';

/** A server on a port of its own may not speak https there. */
function suggestionFor({ text, place }: Text, context: AuditContext) {
  const secure = text.replace(/^http:/i, 'https:');
  const hasPort = /^https:\/\/[^/]*:\d+/i.test(secure);
  return hasPort || secure === text ? {} : suggesting(context, place, secure);
}
