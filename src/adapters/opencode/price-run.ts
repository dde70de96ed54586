import { type Priced, priceOf } from '../../broker/prices/price-of.ts';
import type { Provider } from '../../broker/providers.ts';
import { GateError } from '../../errors.ts';
import { DEFAULT_COST_USD } from '../../policy/policy-schema.ts';
import type { ReviewTerms } from '../../ports.ts';

/** What a run may cost in US dollars, and by which prices that is counted; null when none is known. */
export type RunPrice = { readonly costUsd: number; readonly priced: Priced | null };

/**
 * Without a known price the tokens alone limit a run. Throws GateError `model-budget` when the policy itself sets a
 * limit in dollars that could then not be kept.
 */
export function priceRun({ provider, model }: Provider, limits: ReviewTerms['limits']): RunPrice {
  const { costUsd, prices } = limits;
  const priced = priceOf(provider, model, prices);
  if (priced === null && costUsd !== undefined) {
    throw new GateError(
      'model-budget',
      `The policy limits a run to ${costUsd} US dollars, and no price is known for the model ${provider}/${model}. Write its price under "limits.prices" in the policy, or take "limits.costUsd" out.`,
    );
  }
  return { costUsd: costUsd ?? DEFAULT_COST_USD, priced };
}
