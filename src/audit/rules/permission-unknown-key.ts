import { booleanOf, type Entry, entriesOf, get } from '../../opencode/node.ts';
import { actionOf } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { matches } from '../../opencode/wildcard.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import { type KnownNames, meantBy } from '../meant-key.ts';
import { type Block, keysOf, permissionBlocks } from '../permission-blocks.ts';
import { withKey } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { serversIn } from '../servers.ts';

export const permissionUnknownKey = {
  id: 'permission-unknown-key',
  title: 'A permission key that OpenCode does not know',
  summary: 'A permission stands under a key that is the name of no tool, and OpenCode ignores it in silence.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    const known = knownNames(context);
    for (const block of permissionBlocks(context)) {
      for (const entry of keysOf(block)) {
        const meant = isKnown(entry.key, known) ? null : meantBy(entry.key, known);
        if (meant === null) continue;
        const { path, line } = entry.place;
        const message = `${quoteName(entry.key)} ${limits(entry) ? 'limits' : 'allows'} nothing: OpenCode has no tool of this name and ignores it in silence; ${meant.why}.`;
        const hit = { path, line, message, scope: `${block.way}.${entry.key}`, remedy: meant.remedy };
        yield {
          ...hit,
          ...(limits(entry) ? {} : { severity: 'low' as const }),
          ...offerFor(context, block, entry, meant.key),
        };
      }
    }
  },
} satisfies Rule;

const KEYS = [
  'read',
  'edit',
  'glob',
  'grep',
  'bash',
  'task',
  'external_directory',
  'lsp',
  'skill',
  'todowrite',
  'question',
  'webfetch',
  'websearch',
  'doom_loop',
  'plan_enter',
  'plan_exit',
  'workflow_tool_approval',
  'StructuredOutput',
] as const;

function knownNames({ project }: AuditContext): KnownNames {
  const assets = [...project.assets.values()];
  const named = (kind: string) => assets.filter((asset) => asset.kind === kind).map((asset) => asset.name);
  const servers = project.setUps.flatMap(({ config }) =>
    serversIn(get(config, 'mcp')).map(({ name }) => name),
  );
  return {
    keys: KEYS,
    tools: named('tool'),
    skills: named('skill'),
    // What a folder does not say itself is in the list of the root.
    agents: project.setUps.flatMap(({ folder, agents, own }) =>
      (folder === '' ? agents : own).map((agent) => agent.name),
    ),
    servers: [...new Set(servers)].map((name) => name.replace(/[^a-zA-Z0-9_-]/g, '_')),
  };
}

/** Keys are patterns themselves; a tool of a file is called like it, or begins with its name. */
function isKnown(key: string, { keys, tools, servers }: KnownNames): boolean {
  if (DEAD_KEYS.has(key) || keys.some((name) => matches(key, name))) return true;
  return [...tools, ...servers].some((name) => key === name || key.startsWith(`${name}_`));
}

function limits({ node }: Entry): boolean {
  const values = node.kind === 'object' ? entriesOf(node).map((inner) => inner.node) : [node];
  return values.some((value) => booleanOf(value) === false || (actionOf(value) ?? 'allow') !== 'allow');
}

function offerFor(context: AuditContext, block: Block, entry: Entry, key: string | null) {
  if (key === null || keysOf(block).some((other) => other.key === key)) return {};
  return withKey(context, entry.place, entry.key, key);
}
