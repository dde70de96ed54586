import type { Path } from '../change/change.ts';
import type { Agent } from '../opencode/agents.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import type { SetUp } from '../opencode/project.ts';
import type { AuditContext } from './rule.ts';

/** The set-up of the base that a start in `folder` had: its own, else that of the nearest folder above it. */
export function setUpBefore({ base }: AuditContext, folder: Path): SetUp | null {
  if (base === null) return null;
  const found = base.setUps.filter((one) => one.folder === '' || `${folder}/`.startsWith(`${one.folder}/`));
  return found.toSorted((a, b) => b.folder.length - a.folder.length)[0] ?? null;
}

/** Finds the agent that one of the head was at the base, also under another file name; null for a new one. */
export type FindBefore = (agent: Agent) => Agent | null;

/** For the agents that a start in `folder` has. */
export function findAgentsBefore(context: AuditContext, folder: Path): FindBefore {
  const { byName, byPath } = indexOf(setUpBefore(context, folder)?.agents ?? []);
  const renamed = new Map(
    context.change.files
      .filter((file) => file.status === 'renamed' && file.path.endsWith('.md'))
      .map((file) => [file.path, file.basePath]),
  );
  return (agent) => {
    const was = renamed.get(agent.definedAt?.path ?? '');
    return byName.get(agent.name) ?? (was === undefined ? undefined : byPath.get(was)) ?? null;
  };
}

type Index = {
  readonly byName: ReadonlyMap<string, Agent>;
  readonly byPath: ReadonlyMap<Path | undefined, Agent>;
};

const INDEXES = new WeakMap<readonly Agent[], Index>();

/** The agents of a set-up by what they are found by. Most set-ups of a commit have one and the same list. */
export function indexOf(agents: readonly Agent[]): Index {
  const known = INDEXES.get(agents);
  if (known !== undefined) return known;
  const index = {
    byName: new Map(agents.map((agent) => [agent.name, agent])),
    byPath: new Map(agents.map((agent) => [agent.definedAt?.path, agent])),
  };
  INDEXES.set(agents, index);
  return index;
}

/** The name that a file of the base has now, and null when it is gone. */
export function pathNow({ project, change }: AuditContext, path: Path): Path | null {
  const now = change.files.find((file) => file.status === 'renamed' && file.basePath === path)?.path ?? path;
  return project.assets.has(now) ? now : null;
}

/** The same context as if the base were looked at; null when there is none. */
export function atBase(context: AuditContext): AuditContext | null {
  return context.base === null ? null : { ...context, side: 'base', project: context.base, base: null };
}

/** Each skill of the head that the base had, by its place or by its name there. */
export function* skillsBefore({
  project,
  base,
}: AuditContext): Iterable<{ readonly now: Asset; readonly before: Asset }> {
  const old = new Map<string, Asset>();
  for (const asset of base?.assets.values() ?? []) if (asset.kind === 'skill') old.set(asset.name, asset);
  for (const now of project.assets.values()) {
    if (now.kind !== 'skill') continue;
    const same = base?.assets.get(now.path) ?? old.get(now.name);
    if (same !== undefined) yield { now, before: same };
  }
}
