import type { Price, Rates } from '../broker.ts';
import { PRICES_AS_OF } from './as-of.ts';
import { HOSTS } from './hosts.ts';
import { OPENROUTER } from './openrouter.ts';
import { VENDORS } from './vendors.ts';

/** A price, and who says so: the policy, or the table with its date. */
export type Priced = { readonly price: Price; readonly source: string };

/** The policy's own prices, by `provider/model`, or `provider/*` for all of a provider's. */
export type OwnPrices = Readonly<Record<string, OwnPrice>>;

type OwnPrice = {
  readonly input: number;
  readonly output: number;
  readonly cached?: number | undefined;
  readonly written?: number | undefined;
};

/**
 * What a model costs by its name, whatever the endpoint: a gateway before a provider bills what the provider does.
 * The policy's word stands above the table. A date at the end of a model's name does not count. Null when nobody knows.
 */
export function priceOf(provider: string, model: string, own: OwnPrices): Priced | null {
  const said = own[`${provider}/${model}`] ?? own[`${provider}/*`];
  if (said !== undefined) return { price: fill(said), source: 'policy' };
  const undated = model.replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2})$/u, '');
  const row = rowOf(provider, model) ?? rowOf(provider, undated);
  return row === null ? null : { price: parseRow(row), source: PRICES_AS_OF };
}

/** Without a price of a cache, it costs as much as without one. */
function fill({ input, output, cached = input, written }: OwnPrice): Price {
  return { input, output, cached, ...(written !== undefined && { written }) };
}

function rowOf(provider: string, model: string): string | null {
  const section = sectionOf(provider);
  return section.split('\n').find((line) => line.split(' ')[0] === model) ?? null;
}

function sectionOf(provider: string): string {
  for (const table of [VENDORS, OPENROUTER, HOSTS]) {
    const [, section] = table.split(`\n[${provider}]\n`);
    if (section !== undefined) return section.split('\n[')[0] ?? '';
  }
  return '';
}

function parseRow(row: string): Price {
  const [usual = '', above] = row.split(' > ');
  const rates = parseRates(usual.split(' ').slice(1));
  if (above === undefined) return rates;
  const [over, ...long] = above.split(' ');
  return { ...rates, long: { over: Number(over), ...parseRates(long) } };
}

function parseRates([input, output, cached, written]: readonly string[]): Rates {
  return {
    input: Number(input),
    output: Number(output),
    cached: Number(cached),
    ...(written !== '-' && { written: Number(written) }),
  };
}
