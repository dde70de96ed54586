import { booleanOf, get, type Node } from './node.ts';
import { mcpServersOf } from './parse-asset.ts';

/** What the permission keys of each server's tools start with (`docs_` for `docs`), for servers that are not off. */
export function serverPrefixes(config: Node | undefined): readonly string[] {
  if (config === undefined) return [];
  const names = mcpServersOf(config)
    .filter((server) => booleanOf(get(server.node, 'enabled')) !== false)
    .map((server) => `${toolPart(server.key)}_`);
  return [...new Set(names)];
}

/** A tool of which nobody has heard; what happens to it happens to every tool that has no rule of its own. */
export function unlistedTool(prefix: string): string {
  return `${prefix}any-tool`;
}

/** How OpenCode writes the name of a server or a tool in a permission key. */
function toolPart(name: string): string {
  return name.replace(/[^a-zA-Z0-9_-]/g, '_');
}
