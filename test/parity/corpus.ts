import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AssetFile } from '../../src/opencode/asset.ts';
import { type Comparison, compareResolved, type Folders } from './compare.ts';
import { resolveFiles } from './ours.ts';
import type { Resolved, ResolvedAgent } from './set-up.ts';

export type CorpusResult = {
  readonly projects: number;
  readonly agents: number;
  readonly tools: number;
  readonly disagreements: readonly { readonly project: string; readonly texts: readonly string[] }[];
};

/** How the corpus names the folders of the runs that it was made with. */
const FOLDERS: Folders = { home: '<HOME>', data: '<HOME>/.data/opencode', tmp: '<HOME>/tmp' };
const PROJECT = '<PROJECT>';

/** Compares our semantics with what the real OpenCode printed for each project of a folder of `pNNN/resolved.json`. */
export function compareCorpus(folder: string): CorpusResult {
  const projects = readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'resolved.json')))
    .toSorted();
  if (projects.length === 0)
    throw new Error('There is no project with a resolved.json in the corpus folder.');
  const compared = projects.map((project) => ({ project, found: compareProject(join(folder, project)) }));
  return {
    projects: projects.length,
    agents: sum(compared.map(({ found }) => found.agreed)),
    tools: sum(compared.map(({ found }) => found.toolsAgreed)),
    disagreements: compared
      .filter(({ found }) => found.disagreements.length > 0)
      .map(({ project, found }) => ({ project, texts: found.disagreements })),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

const RESOLVED = z.object({
  resolves: z.boolean(),
  error: z.unknown(),
  agents: z
    .record(
      z.string(),
      z.object({
        mode: z.string(),
        rules: z.array(z.tuple([z.string(), z.string(), z.string()])),
        tools: z.record(z.string(), z.boolean()).nullish(),
      }),
    )
    .nullish(),
});

function compareProject(folder: string): Comparison {
  const files = readFiles(join(folder, 'project'), '');
  const theirs = parseResolved(readFileSync(join(folder, 'resolved.json'), 'utf8'));
  const ours = withoutSkills(resolveFiles(files, startOf(files), PROJECT), files);
  const comparison = compareResolved(ours, theirs, FOLDERS);
  return theirs.refused ? { ...comparison, agreed: 0 } : comparison;
}

function parseResolved(text: string): Resolved {
  const { resolves, error, agents } = RESOLVED.parse(JSON.parse(text));
  if (!resolves) return { refused: true, error: JSON.stringify(error) };
  const parsed = Object.entries(agents ?? {}).map(([name, agent]): readonly [string, ResolvedAgent] => {
    const tools = agent.tools === null || agent.tools === undefined ? {} : { tools: agent.tools };
    return [name, { mode: agent.mode, hidden: false, rules: agent.rules, ...tools }];
  });
  return { refused: false, agents: new Map(parsed) };
}

/** A home directory's configuration was resolved as that of a home directory. */
function startOf(files: readonly AssetFile[]): string {
  const global = files.find(({ path }) => /(?:^|\/)\.config\/opencode\//.test(path));
  return global === undefined ? '' : global.path.replace(/(\.config\/opencode)\/.*$/s, '$1');
}

/** The corpus leaves out rules that name the folder of a skill. */
function withoutSkills(resolved: Resolved, files: readonly AssetFile[]): Resolved {
  if (resolved.refused) return resolved;
  const skills = new Set(
    files
      .filter(({ path }) => path.endsWith('/SKILL.md'))
      .map(({ path }) => `${PROJECT}/${path.replace(/SKILL\.md$/, '*')}`),
  );
  const agents = [...resolved.agents].map(([name, agent]) => {
    return [name, { ...agent, rules: agent.rules.filter(([, pattern]) => !skills.has(pattern)) }] as const;
  });
  return { refused: false, agents: new Map(agents) };
}

function readFiles(folder: string, prefix: string): readonly AssetFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly AssetFile[] => {
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return readFiles(join(folder, entry.name), `${path}/`);
    const bytes = readFileSync(join(folder, entry.name));
    return [{ path, mode: '100644', bytes, size: bytes.length }];
  });
}
