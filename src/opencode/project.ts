import type { Path } from '../change/change.ts';
import { GateError } from '../errors.ts';
import { type Agent, agentResolver } from './agents.ts';
import type { AssetFile } from './asset.ts';
import { type FolderLayers, layerMerger, layersByFolder } from './layers.ts';
import type { Node } from './node.ts';
import { ownAgents } from './own-agents.ts';
import { type Asset, parseAsset } from './parse-asset.ts';
import type { Problem } from './problem.ts';
import { referenceRules } from './reference-rules.ts';
import { sameNameProblems } from './same-name.ts';
import { secondAgentResolver } from './second-agents.ts';
import { PINNED, type Semantics } from './semantics-of.ts';
import { budget, type Spend } from './sharing.ts';
import { skillRules } from './skill-folders.ts';
import { findStarts, type Start } from './starts.ts';

/** What OpenCode sees when it is started in `folder`. */
export type SetUp = {
  readonly folder: Path;
  readonly config: Node | undefined;
  /** Set-ups that say the same have the same list, and else the same agents as far as they say the same. */
  readonly agents: readonly Agent[];
  /** The list of the nearest folder above that has one; empty at the root. */
  readonly inherited: readonly Agent[];
  /** Those that the folder itself defines or says something about. */
  readonly own: readonly Agent[];
};

/** Everything OpenCode would read of one commit. The root is always the first set-up. */
export type Project = {
  readonly assets: ReadonlyMap<Path, Asset>;
  readonly setUps: readonly SetUp[];
  /** The version of OpenCode as which the assets were read. */
  readonly semantics: Semantics;
};

/** More than any real repository has: files over set-ups, and rules over agents that set-ups do not share. */
const MAX_FILES = 2_000_000;
const MAX_RULES = 10_000_000;

/**
 * Reads the assets of one commit as an OpenCode of `semantics` would (see semantics-of.ts; default: the pinned one).
 * Throws GateError `audit-failed` when they are too many to resolve.
 */
export function parseProject(files: readonly AssetFile[], semantics: Semantics = PINNED): Project {
  const assets = files.flatMap((file) => parseAsset(file, semantics) ?? []);
  const layers = layersByFolder(assets, semantics);
  const starts = findStarts(layers, MAX_FILES);
  if (starts === null) throw tooLarge();
  const merge = layerMerger(semantics);
  const resolve = chainResolver(semantics, budget(MAX_RULES));
  const spend = budget(MAX_RULES);
  const lists = new Map<Start, readonly Agent[]>();
  const setUps = starts.map((start): SetUp => {
    const { folder, chain } = start;
    const config = merge(chain);
    const agents = resolve(chain, config);
    if (agents === null) throw tooLarge();
    lists.set(start, agents);
    const inherited = inheritedBy(start, lists);
    const own = ownAgents(folder, agents, inherited);
    if (!spend(own.reduce((sum, { rules }) => sum + rules.length, 0))) throw tooLarge();
    return { folder, config, agents, inherited, own };
  });
  return { assets: byPath(assets, sameNameProblems(layers.values())), setUps, semantics };
}

function chainResolver(
  semantics: Semantics,
  spend: Spend,
): (chain: readonly FolderLayers[], config: Node | undefined) => readonly Agent[] | null {
  const first = agentResolver(semantics, spend);
  const second = secondAgentResolver(semantics, spend);
  return (chain, config) => {
    const folders = [...skillRules(chain), ...referenceRules(chain, config)];
    return semantics.dialect === 1 ? first(config, folders) : second(chain, folders);
  };
}

/** A folder with skills only has no list; then the one above it counts. */
function inheritedBy({ above }: Start, lists: ReadonlyMap<Start, readonly Agent[]>): readonly Agent[] {
  for (let at = above; at !== undefined; at = at.above) {
    const found = lists.get(at);
    if (found !== undefined) return found;
  }
  return [];
}

function byPath(assets: readonly Asset[], problems: ReadonlyMap<Path, Problem>): ReadonlyMap<Path, Asset> {
  return new Map(
    assets.map((asset) => {
      const more = problems.get(asset.path);
      return [asset.path, more === undefined ? asset : { ...asset, problems: [...asset.problems, more] }];
    }),
  );
}

function tooLarge(): GateError {
  const message =
    'The OpenCode configuration is too large to resolve. Remove agents, patterns or nested folders.';
  return new GateError('audit-failed', message);
}
