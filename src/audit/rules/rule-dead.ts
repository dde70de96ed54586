import type { Agent } from '../../opencode/agents.ts';
import { booleanOf, type Entry, entriesOf } from '../../opencode/node.ts';
import { actionOf } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { nameAgents } from '../by-spot.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import { answerTo, type Judged, openingRule } from '../decision.ts';
import { agentsByBlock, type Block, keysOf, permissionBlocks } from '../permission-blocks.ts';
import { withKey } from '../rewrite-line.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const ruleDead = {
  id: 'rule-dead',
  title: 'A permission key without effect',
  summary:
    'A permission stands under a key that OpenCode never asks for, so that it limits or allows nothing.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    const agentsUnder = agentsByBlock(context);
    const tools = new Set(
      [...context.project.assets.values()].map((asset) => asset.kind === 'tool' && asset.name),
    );
    for (const block of permissionBlocks(context)) {
      for (const key of keysOf(block)) {
        if (!isDead(block, key) || tools.has(key.key)) continue;
        yield* hitsFor(context, block, key, agentsUnder(block));
      }
    }
  },
} satisfies Rule;

/** In `tools`, some of them still stand for `edit`. */
function isDead({ kind }: Block, { key }: Entry): boolean {
  return DEAD_KEYS.has(key) && !(kind === 'tools' && (key === 'write' || key === 'patch'));
}

function* hitsFor(
  context: AuditContext,
  block: Block,
  entry: Entry,
  agents: readonly Agent[],
): Iterable<Hit> {
  const { semantics } = context.project;
  const found = judge(
    entry,
    agents.map((agent) => ({ agent, semantics })),
    block.agent !== null,
  );
  if (found === null) return;
  const { path, line } = entry.place;
  const instead = DEAD_KEYS.get(entry.key) ?? null;
  const offer = instead === null || keysOf(block).some(({ key }) => key === instead);
  const hit = { path, line, message: found.message, scope: `${block.way}.${entry.key}` };
  yield {
    ...hit,
    remedy:
      instead === null
        ? 'Remove it, and limit "glob" and "read" instead.'
        : `Write "${instead}" in place of it.`,
    ...(found.severity === undefined ? {} : { severity: found.severity }),
    ...(offer || instead === null ? {} : withKey(context, entry.place, entry.key, instead)),
  };
}

type Asked = Judged & { readonly agent: Agent };

/** Null where nothing else happens than what the author wanted. */
function judge(
  entry: Entry,
  agents: readonly Asked[],
  isOwn: boolean,
): Pick<Hit, 'message' | 'severity'> | null {
  const name = quoteName(entry.key);
  const edits = DEAD_KEYS.get(entry.key) === 'edit';
  if (!limits(entry)) {
    const shut = agents.filter((one) => answerTo(one, 'edit', 'src/index.ts') === 'deny');
    if (!edits || !isOwn || shut.length === 0) return null;
    const message = `${name} allows nothing: OpenCode asks for "edit", which stays denied to ${nameAgents(shut.map(({ agent }) => agent.name))}.`;
    return { message, severity: 'low' };
  }
  if (edits) {
    const open = agents.filter((one) => openingRule(one, 'edit') !== null);
    if (open.length === 0) return null;
    return {
      message: `${name} limits nothing: OpenCode asks for "edit", so ${nameAgents(open.map(({ agent }) => agent.name))} may still create and overwrite any file unasked.`,
    };
  }
  const open = agents.filter((one) => answerTo(one, 'glob', '**/*') === 'allow');
  if (entry.key !== 'list' || open.length === 0) return null;
  const message = `${name} limits nothing: OpenCode has no such tool any more, and ${nameAgents(open.map(({ agent }) => agent.name))} may still list every file with "glob".`;
  return { message, severity: 'low' };
}

function limits({ node }: Entry): boolean {
  const values = node.kind === 'object' ? entriesOf(node).map((inner) => inner.node) : [node];
  return values.some((value) => booleanOf(value) === false || (actionOf(value) ?? 'allow') !== 'allow');
}
