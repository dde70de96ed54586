import { DEFAULT_RULES } from '../../opencode/built-in.ts';
import { withTopLevelTools } from '../../opencode/legacy.ts';
import { get, type Node } from '../../opencode/node.ts';
import { decidingRule, permissionRules } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Rule } from '../rule.ts';
import { serversIn } from '../servers.ts';

export const mcpToolsOpen = {
  id: 'mcp-tools-open',
  title: 'The tools of an MCP server are open to every agent',
  summary:
    'No general permission limits the tools of an MCP server, so that every agent may use all of them unasked.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check({ project }) {
    for (const { config } of project.setUps) {
      for (const server of serversIn(get(config, 'mcp'))) {
        if (!server.enabled || !isOpen(config, server.name)) continue;
        const { path, line } = server.place;
        const prefix = `${toolPart(server.name)}_`;
        const message = `Every agent that does not forbid it itself may call any tool of the MCP server ${quoteName(server.name)} unasked, also tools that the server adds later.`;
        const remedy = `Add "${prefix}*": "ask" (or "deny") to the general permission, and allow single tools to the agents that need them.`;
        yield { path, line, message, scope: `mcp.${server.name}`, identity: `open ${server.name}`, remedy };
      }
    }
  },
} satisfies Rule;

function isOpen(config: Node | undefined, server: string): boolean {
  const permission = withTopLevelTools(get(config, 'permission'), get(config, 'tools'));
  const rules = [...DEFAULT_RULES, ...permissionRules(permission, 'permission')];
  return decidingRule(rules, `${toolPart(server)}_unlisted_tool`, '*')?.action === 'allow';
}

/** How OpenCode writes a server's name in the names of its tools. */
function toolPart(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_');
}
