import type { Path } from '../change/change.ts';
import { GateError } from '../errors.ts';
import { type Agent, resolveAgents } from './agents.ts';
import type { AssetFile } from './asset.ts';
import type { Surroundings } from './built-in.ts';
import { type FolderLayers, layersByFolder, mergeLayers } from './layers.ts';
import type { Node } from './node.ts';
import { type Asset, parseAsset } from './parse-asset.ts';
import type { Problem } from './problem.ts';
import { referenceRules } from './reference-rules.ts';
import { sameNameProblems } from './same-name.ts';
import { resolveSecondAgents } from './second-agents.ts';
import { PINNED, type Semantics } from './semantics-of.ts';
import { skillRules } from './skill-folders.ts';
import { findStarts } from './starts.ts';

/** What OpenCode sees when it is started in `folder`. */
export type SetUp = {
  readonly folder: Path;
  readonly config: Node | undefined;
  readonly agents: readonly Agent[];
};

/** Everything OpenCode would read of one commit. The root is always the first set-up. */
export type Project = {
  readonly assets: ReadonlyMap<Path, Asset>;
  readonly setUps: readonly SetUp[];
  /** The version of OpenCode as which the assets were read. */
  readonly semantics: Semantics;
};

/** Layers over set-ups, and rules over agents: more than any real repository has, and still done in seconds. */
const MAX_WORK = 2_000_000;

/**
 * Reads the assets of one commit as an OpenCode of `semantics` would (see semantics-of.ts; default: the pinned one).
 * Throws GateError `audit-failed` when they are too many to resolve.
 */
export function parseProject(files: readonly AssetFile[], semantics: Semantics = PINNED): Project {
  const assets = files.flatMap((file) => parseAsset(file, semantics) ?? []);
  const layers = layersByFolder(assets, semantics);
  const starts = findStarts(layers, MAX_WORK);
  if (starts === null) throw tooLarge();
  let rules = 0;
  const setUps = starts.map(({ folder, chain }): SetUp => {
    const config = mergeLayers(chain, semantics);
    const folders = [...skillRules(chain), ...referenceRules(chain, config)];
    const agents = resolveChain(chain, config, { semantics, folders }, MAX_WORK - rules);
    if (agents === null) throw tooLarge();
    for (const agent of agents) rules += agent.rules.length;
    return { folder, config, agents };
  });
  return { assets: byPath(assets, sameNameProblems(layers.values())), setUps, semantics };
}

function byPath(assets: readonly Asset[], problems: ReadonlyMap<Path, Problem>): ReadonlyMap<Path, Asset> {
  return new Map(
    assets.map((asset) => {
      const more = problems.get(asset.path);
      return [asset.path, more === undefined ? asset : { ...asset, problems: [...asset.problems, more] }];
    }),
  );
}

function resolveChain(
  chain: readonly FolderLayers[],
  config: Node | undefined,
  surroundings: Surroundings,
  most: number,
): readonly Agent[] | null {
  if (surroundings.semantics.dialect === 1) return resolveAgents(config, surroundings, most);
  return resolveSecondAgents(chain, surroundings, most);
}

function tooLarge(): GateError {
  const message =
    'The OpenCode configuration is too large to resolve. Remove agents, patterns or nested folders.';
  return new GateError('audit-failed', message);
}
