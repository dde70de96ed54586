import { isShown } from '../../opencode/matrix.ts';
import { get } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import type { SetUp } from '../../opencode/project.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import { nameAgents } from '../by-spot.ts';
import { openingRule } from '../decision.ts';
import { lineAt, type Offer } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const permissionMissing = {
  id: 'permission-missing',
  title: 'No permission for all agents',
  summary: "A configuration sets no permission, so that agents without one run with OpenCode's defaults.",
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    const configs = [...context.project.assets.values()].filter(
      (asset) => asset.kind === 'config' && asset.root !== null,
    );
    for (const setUp of context.project.setUps) {
      const config = configOf(setUp, configs);
      const open = config === null ? [] : openByDefault(setUp, context.project.semantics);
      if (config === null || open.length === 0) continue;
      const line = config.root?.place.line ?? 1;
      const message = `Nothing here limits ${nameAgents(open)}: with OpenCode's defaults any command runs, any file is edited and any address is fetched without a question.`;
      const place = { path: config.path, line, column: 1 };
      const hit = { path: config.path, line, message, identity: 'no permission', remedy: REMEDY };
      yield { ...hit, ...offerFor(context, place) };
    }
  },
} satisfies Rule;

const LIMITS = '"bash": "ask", "webfetch": "ask", "external_directory": "ask"';
const REMEDY = `Add a permission for all agents, for example "permission": { ${LIMITS} }, and open single agents where they need it.`;

/** The configuration of this folder, when neither it nor anything above it sets a permission. */
function configOf({ folder, config }: SetUp, assets: readonly Asset[]): Asset | null {
  if (['permission', 'permissions', 'tools'].some((key) => get(config, key) !== undefined)) return null;
  // A folder below another one that is shown already has nothing of its own to say.
  if (
    folder !== '' &&
    assets.some((asset) => folder.startsWith(asset.folder === '' ? '' : `${asset.folder}/`))
  ) {
    return null;
  }
  return assets.find((asset) => asset.folder === folder) ?? null;
}

/** Agents for which neither they nor their file say anything about commands. */
function openByDefault(setUp: SetUp, semantics: Semantics): readonly string[] {
  return setUp.agents
    .filter(
      (agent) => !(agent.hidden && agent.isBuiltIn) && agent.name !== 'explore' && agent.name !== 'plan',
    )
    .filter((agent) => agent.isBuiltIn || isShown(setUp, agent))
    .filter((agent) => openingRule({ agent, semantics }, 'bash')?.origin === null)
    .map((agent) => agent.name);
}

/** A first line that is a brace alone takes the permission on the next one. */
function offerFor(context: AuditContext, place: { path: string; line: number; column: number }): Offer {
  const line = lineAt(context, place)?.trimEnd();
  const lines = context.project.assets.get(place.path)?.lines ?? [];
  const next = lines[place.line] ?? '';
  const indent = /^(\s+)"/.exec(next)?.[1];
  if (line !== '{' || indent === undefined) return {};
  return { suggestion: `{\n${indent}"permission": { ${LIMITS} },` };
}
