import { isOwnFolder, MATRIX_KEYS } from '../../opencode/matrix.ts';
import { summarise } from '../../opencode/permission.ts';
import { type Reached, reachOf } from '../../opencode/reach.ts';
import type { MatrixCell } from '../../verdict/verdict.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import type { Judged, Placed } from '../decision.ts';
import type { ExplainedReach } from './explanation.ts';

/** Every agent that this one can start by `task`, itself or through others; without a question and near ones first. */
export function explainReach(placed: Placed): readonly ExplainedReach[] {
  return [...reachOf(placed)].map((reached) => {
    const { agent, action, by, isListed } = reached;
    const through = by.length > 1 ? (by.at(-1) ?? null) : null;
    return { agent: agent.name, action, through, isListed, gains: gainsOf(placed, reached) };
  });
}

function gainsOf({ agent: self, semantics }: Placed, other: Reached): ExplainedReach['gains'] {
  const [mine, yours] = [cellsOf({ agent: self, semantics }), cellsOf({ agent: other, semantics })];
  return KEYS.flatMap((key) => {
    const [own, theirs] = [mine(key), yours(key)];
    return WIDTH[theirs] > WIDTH[own] ? [{ key, own, theirs }] : [];
  });
}

function cellsOf({ agent, semantics }: Judged): (key: string) => MatrixCell {
  const rules = agent.rules.filter((rule) => !isOwnFolder(rule));
  return (key) => summarise(rules, key, semantics);
}

const KEYS = MATRIX_KEYS.filter((key) => !DEAD_KEYS.has(key));

const WIDTH: Readonly<Record<MatrixCell, number>> = { deny: 0, ask: 1, pattern: 2, allow: 3 };
