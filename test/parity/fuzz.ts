import { type Comparison, compareResolved } from './compare.ts';
import { generateSetUp } from './generate.ts';
import { askOpencode, FOLDERS, rootOf } from './oracle.ts';
import { resolveOurs } from './ours.ts';
import type { SetUp } from './set-up.ts';

export type FuzzResult = {
  readonly setUps: number;
  readonly refused: number;
  readonly agents: number;
  readonly disagreements: readonly { readonly setUp: SetUp; readonly texts: readonly string[] }[];
};

/** Resolves generated set-ups twice, by our semantics and by the real OpenCode, and compares. */
export async function fuzz(seed: number, indexes: readonly number[], minutes: number): Promise<FuzzResult> {
  const setUps = indexes.map((index) => generateSetUp(seed, index));
  const { resolved } = await askOpencode(setUps, [], minutes);
  const compared = setUps.map((setUp) => ({ setUp, comparison: compareSetUp(setUp, resolved) }));
  return {
    setUps: setUps.length,
    refused: [...resolved.values()].filter((one) => one.refused).length,
    agents: compared.reduce((sum, { comparison }) => sum + comparison.agreed, 0),
    disagreements: compared
      .filter(({ comparison }) => comparison.disagreements.length > 0)
      .map(({ setUp, comparison }) => ({ setUp, texts: comparison.disagreements })),
  };
}

function compareSetUp(
  setUp: SetUp,
  resolved: Awaited<ReturnType<typeof askOpencode>>['resolved'],
): Comparison {
  const theirs = resolved.get(setUp.id);
  if (theirs === undefined) throw new Error(`There is no answer for set-up ${setUp.id}.`);
  return compareResolved(resolveOurs(setUp, rootOf(setUp)), theirs, FOLDERS);
}
