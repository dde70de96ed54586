import { defaultRules } from '../../opencode/built-in.ts';
import { withTopLevelTools } from '../../opencode/legacy.ts';
import { get } from '../../opencode/node.ts';
import { decidingRule, type PermissionRule, permissionRules } from '../../opencode/permission.ts';
import type { SetUp } from '../../opencode/project.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import { isOwn } from '../decision.ts';
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
  *check({ project: { setUps, semantics } }) {
    for (const setUp of setUps) {
      const rules = [...defaultRules({ semantics, folders: [] }), ...generalRules(setUp, semantics)];
      for (const server of serversIn(get(setUp.config, 'mcp'))) {
        const rule = decidingRule(rules, `${toolPart(server.name)}_unlisted_tool`, '*', semantics);
        if (!server.enabled || rule?.action !== 'allow') continue;
        const { path, line } = server.place;
        const prefix = `${toolPart(server.name)}_`;
        const message = `${whoMay(rule, semantics)} that does not forbid it itself may call any tool of the MCP server ${quoteName(server.name)} unasked, also tools that the server adds later.`;
        const remedy = `Add "${prefix}*": "ask" (or "deny") to the general permission, and allow single tools to the agents that need them.`;
        yield { path, line, message, scope: `mcp.${server.name}`, identity: `open ${server.name}`, remedy };
      }
    }
  },
} satisfies Rule;

/** What is written for all agents. Version 2 merges no layers, and all its agents begin with these rules. */
function generalRules({ config, agents }: SetUp, semantics: Semantics): readonly PermissionRule[] {
  if (semantics.dialect === 2) {
    return agents[0]?.rules.filter((rule) => rule.origin !== null && !isOwn(rule)) ?? [];
  }
  const permission = withTopLevelTools(get(config, 'permission'), get(config, 'tools'));
  return permissionRules(permission, 'permission', semantics);
}

/** In version 2 an agent of the team's own does not begin with OpenCode's defaults. */
function whoMay({ origin }: PermissionRule, { dialect }: Semantics): string {
  return dialect === 2 && origin === null ? "Every agent of OpenCode's own" : 'Every agent';
}

/** How OpenCode writes a server's name in the names of its tools. */
function toolPart(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_');
}
