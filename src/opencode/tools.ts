import type { Agent } from './agents.ts';
import { isHidden } from './permission.ts';
import { PINNED, type Semantics } from './semantics-of.ts';

/** Every tool that OpenCode 1.18.33 may offer to a model; which of them exist depends on the model and its flags. */
export const TOOLS = [
  'invalid',
  'question',
  'bash',
  'read',
  'glob',
  'grep',
  'edit',
  'write',
  'apply_patch',
  'task',
  'webfetch',
  'websearch',
  'todowrite',
  'skill',
  'lsp',
] as const;

/** Tools whose permission has another name. */
const KEY_OF: ReadonlyMap<string, string> = new Map([
  ['write', 'edit'],
  ['apply_patch', 'edit'],
  ['list_mcp_resources', 'read'],
  ['list_mcp_resource_templates', 'read'],
  ['read_mcp_resource', 'read'],
]);

/** The permission key that decides about a tool. */
export function keyOfTool(tool: string): string {
  return KEY_OF.get(tool) ?? tool;
}

/**
 * Tool → whether OpenCode offers it to the agent's model at all, as the `tools` of `opencode debug agent` say. A tool
 * is hidden when the last rule for its key denies everything; what is offered may still be asked or denied in part.
 * `tools` names further ones, such as those of MCP servers (`server_tool`).
 */
export function toolsOf(
  agent: Pick<Agent, 'rules'>,
  tools: readonly string[] = TOOLS,
  semantics: Semantics = PINNED,
): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    tools.map((tool) => [tool, !isHidden(agent.rules, keyOfTool(tool), semantics)] as const),
  );
}
