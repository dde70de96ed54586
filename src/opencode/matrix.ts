import type { MatrixRow } from '../verdict/verdict.ts';
import { type Agent, originOf } from './agents.ts';
import { type PermissionRule, summarise } from './permission.ts';
import type { Project, SetUp } from './project.ts';

export const MATRIX_KEYS = [
  'read',
  'edit',
  'glob',
  'grep',
  'list',
  'bash',
  'task',
  'external_directory',
  'lsp',
  'skill',
  'todowrite',
  'webfetch',
  'websearch',
  'question',
  'doom_loop',
] as const;

/** One row per agent; agents that only exist below a folder are named `folder: agent`. */
export function buildMatrix(project: Project): readonly MatrixRow[] {
  return project.setUps.flatMap((setUp) =>
    setUp.agents.filter((agent) => isShown(setUp, agent)).map((agent) => rowOf(setUp, agent)),
  );
}

/** Below the root, only what that folder itself defines: the rest is in the rows of the root. */
export function isShown(setUp: SetUp, agent: Agent): boolean {
  if (setUp.folder === '') return !(agent.hidden && agent.isBuiltIn && agent.definedAt === null);
  return agent.definedAt?.path.startsWith(`${setUp.folder}/`) ?? false;
}

function rowOf(setUp: SetUp, agent: Agent): MatrixRow {
  const rules = agent.rules.filter((rule) => !isHousekeeping(rule));
  return {
    agent: setUp.folder === '' ? agent.name : `${setUp.folder}: ${agent.name}`,
    origin: originOf(agent),
    cells: Object.fromEntries(MATRIX_KEYS.map((key) => [key, summarise(rules, key)])),
  };
}

/** OpenCode lets every agent into its own temporary folders; a cell that says so would hide what matters. */
function isHousekeeping(rule: PermissionRule): boolean {
  return rule.origin === null && rule.permission === 'external_directory' && rule.pattern !== '*';
}
