import type { Agent } from '../../src/opencode/agents.ts';
import { buildMatrix } from '../../src/opencode/matrix.ts';
import type { Problem } from '../../src/opencode/problem.ts';
import { type Project, parseProject } from '../../src/opencode/project.ts';
import { asset, assetsOf, type Files } from '../audit/audit-of.ts';

export { asset };

export function projectOf(files: Files): Project {
  return parseProject(assetsOf(files));
}

export function agentOf(project: Project, name: string, folder = ''): Agent | undefined {
  return project.setUps.find((setUp) => setUp.folder === folder)?.agents.find((agent) => agent.name === name);
}

/** The rules that the files add to what OpenCode builds in, as `key[pattern]=action`. */
export function writtenRules(project: Project, name: string, folder = ''): readonly string[] {
  const rules = agentOf(project, name, folder)?.rules ?? [];
  return rules
    .filter((rule) => rule.origin !== null)
    .map((rule) => `${rule.permission}[${rule.pattern}]=${rule.action}`);
}

export function problemsOf(project: Project): readonly Problem[] {
  return [...project.assets.values()].flatMap((one) => one.problems);
}

export function cell(project: Project, agent: string, key: string): string | undefined {
  return buildMatrix(project).find((row) => row.agent === agent)?.cells[key];
}
