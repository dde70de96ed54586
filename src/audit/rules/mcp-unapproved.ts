import { quoteName } from '../../opencode/quote-name.ts';
import { isCurrent } from '../../policy/expired.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { activeServers, identityOf, type Server } from '../servers.ts';

export const mcpUnapproved = {
  id: 'mcp-unapproved',
  title: 'An MCP server that the policy does not approve',
  summary: 'An MCP server is not, in exactly this form, on the allow list of the policy.',
  severity: 'high',
  confidence: 'high',
  category: 'governance',
  *check(context) {
    if (context.policy.mcp.length === 0) return;
    for (const server of activeServers(context)) {
      const why = objectionTo(server, context);
      if (why === null) continue;
      const message = `The policy does not approve the MCP server ${quoteName(server.name)}: ${why}.`;
      yield { ...server.place, message, identity: identityOf(server), remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Have the owners add its name and exact command or url to "mcp" in the policy on the base branch, with a reason; or remove the server.';

/** Variables that make a program load other code than its command line says. */
const LOADS_CODE =
  /^(?:PATH|LD_\w+|DYLD_\w+|NODE_OPTIONS|NODE_PATH|PYTHON(?:PATH|STARTUP|HOME)|BASH_ENV|ENV|PERL5(?:LIB|OPT)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|BUN_\w+|(?:NPM_CONFIG|npm_config|UV|PIP|YARN)_\w+|DOCKER_HOST)$/i;

function objectionTo(server: Server, { policy, today }: AuditContext): string | null {
  const named = policy.mcp.filter((entry) => entry.name === server.name);
  if (named.length === 0) return 'its name is not on the list';
  const current = named.filter((entry) => isCurrent(entry, today));
  if (current.length === 0) return 'its entry has expired';
  const url = server.url?.text;
  if (url !== undefined) {
    if (current.some((entry) => entry.url === url)) return null;
    return current.some((entry) => entry.url !== undefined)
      ? 'its url is another one than the approved one'
      : 'its entry names no url';
  }
  const command = JSON.stringify(server.command.map((word) => word.text));
  if (!current.some((entry) => JSON.stringify(entry.command) === command)) {
    return current.some((entry) => entry.command !== undefined)
      ? 'its command is another one than the approved one'
      : 'its entry names no command';
  }
  const loads = server.environment.find(({ key }) => LOADS_CODE.test(key));
  return loads === undefined ? null : `its environment sets ${quoteName(loads.key)}, which changes what runs`;
}
