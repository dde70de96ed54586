import type { Path } from '../change/change.ts';
import { GateError } from '../errors.ts';
import { type Agent, resolveAgents } from './agents.ts';
import type { AssetFile } from './asset.ts';
import { layersByFolder, mergeLayers } from './layers.ts';
import type { Node } from './node.ts';
import { type Asset, parseAsset } from './parse-asset.ts';
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
};

/** Layers over set-ups, and rules over agents: more than any real repository has, and still done in seconds. */
const MAX_WORK = 2_000_000;

/** Reads the assets of one commit. Throws GateError `audit-failed` when they are too many to resolve. */
export function parseProject(files: readonly AssetFile[]): Project {
  const assets = files.flatMap((file) => parseAsset(file) ?? []);
  const starts = findStarts(layersByFolder(assets), MAX_WORK);
  if (starts === null) throw tooLarge();
  let rules = 0;
  const setUps = starts.map(({ folder, chain }): SetUp => {
    const config = mergeLayers(chain);
    const agents = resolveAgents(config, MAX_WORK - rules);
    if (agents === null) throw tooLarge();
    for (const agent of agents) rules += agent.rules.length;
    return { folder, config, agents };
  });
  return { assets: new Map(assets.map((asset) => [asset.path, asset])), setUps };
}

function tooLarge(): GateError {
  const message =
    'The OpenCode configuration is too large to resolve. Remove agents, patterns or nested folders.';
  return new GateError('audit-failed', message);
}
