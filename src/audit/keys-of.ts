import type { Agent } from '../opencode/agents.ts';
import { MATRIX_KEYS } from '../opencode/matrix.ts';
import type { PermissionRule } from '../opencode/permission.ts';
import type { SetUp } from '../opencode/project.ts';
import { serverPrefixes, unlistedTool } from '../opencode/tool-keys.ts';
import { matchesAll } from '../opencode/wildcard.ts';
import { DEAD_KEYS } from './dead-keys.ts';

/** A permission key that an agent can be asked about, and how people write it: `docs_any-tool` is `docs_*` to them. */
export type AskedKey = { readonly key: string; readonly shown: string };

/** OpenCode's own keys, the tools of the servers that are set up, and every other tool that the agent's rules name. */
export function keysOf({ config }: SetUp, agent: Agent): readonly AskedKey[] {
  const keys = new Map<string, string>();
  for (const key of MATRIX_KEYS) if (!DEAD_KEYS.has(key)) keys.set(key, key);
  for (const prefix of serverPrefixes(config)) keys.set(unlistedTool(prefix), `${prefix}*`);
  for (const { permission } of agent.rules.filter(namesTool)) {
    const key = permission.replaceAll(/\*+/g, 'any-tool').replaceAll('?', 'x');
    if (!keys.has(key)) keys.set(key, permission);
  }
  return [...keys].map(([key, shown]) => ({ key, shown }));
}

function namesTool({ permission, origin }: PermissionRule): boolean {
  return origin !== null && !matchesAll(permission) && !DEAD_KEYS.has(permission);
}
