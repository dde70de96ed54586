import { posix } from 'node:path';
import type { AssetFile } from '../../src/opencode/asset.ts';
import type { PermissionRule } from '../../src/opencode/permission.ts';
import { type Project, parseProject } from '../../src/opencode/project.ts';
import { toolsOf } from '../../src/opencode/tools.ts';
import type { Resolved, ResolvedAgent, RuleTriple, SetUp } from './set-up.ts';

/** What our own semantics make of a set-up. `root` is the absolute folder that the binary saw it in. */
export function resolveOurs(setUp: SetUp, root: string): Resolved {
  return resolveFiles(filesOf(setUp), setUp.start, root);
}

export function resolveFiles(files: readonly AssetFile[], start: string, root: string): Resolved {
  const project = parseProject(files);
  const refusal = refusalOf(project, start);
  if (refusal !== null) return { refused: true, error: refusal };
  const folders = project.setUps.filter(({ folder }) => folder === '' || isAtOrAbove(folder, start));
  const setUp = folders.toSorted((a, b) => b.folder.length - a.folder.length)[0];
  const agents = (setUp?.agents ?? []).map((agent): readonly [string, ResolvedAgent] => [
    agent.name,
    {
      mode: agent.mode,
      hidden: agent.hidden,
      rules: agent.rules.map((rule) => spell(rule, root)),
      tools: toolsOf(agent),
    },
  ]);
  return { refused: false, agents: new Map(agents) };
}

export function filesOf(setUp: SetUp): readonly AssetFile[] {
  return [...setUp.files].map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, mode: '100644', bytes, size: bytes.length };
  });
}

/** Only what a start in this folder reads can keep OpenCode from starting there. */
function refusalOf(project: Project, start: string): string | null {
  for (const { folder, problems } of project.assets.values()) {
    const refused = problems.find((problem) => problem.kind === 'refused');
    if (refused !== undefined && (folder === '' || isAtOrAbove(folder, start))) return refused.message;
  }
  return null;
}

function isAtOrAbove(folder: string, start: string): boolean {
  return start === folder || start.startsWith(`${folder}/`);
}

function spell(rule: PermissionRule, root: string): RuleTriple {
  const own = rule.pattern.startsWith('<project>');
  const pattern = own ? posix.normalize(rule.pattern.replace('<project>', root)) : rule.pattern;
  return [rule.permission, pattern, rule.action];
}
