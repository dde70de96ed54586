import type { Price, Rates } from './broker.ts';

/** What one call used. `input` was read anew, `cached` came from a cache, `written` was put into one. */
export type Tokens = {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly written: number;
};

/** For text whose tokens nobody counted. Real ones are longer, so the estimate errs on the safe side. */
const BYTES_PER_TOKEN = 3;

/** Providers that bill the writing of a cache ask a quarter more for it. */
const WRITE_FACTOR = 1.25;

export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** US dollars; 0 when no price is known. */
export function costOf(tokens: Tokens, price: Price | null): number {
  if (price === null) return 0;
  const rates = ratesFor(tokens.input + tokens.cached + tokens.written, price);
  const read = tokens.input * rates.input + tokens.cached * rates.cached;
  const written = tokens.written * (rates.written ?? rates.input * WRITE_FACTOR);
  return (read + written + tokens.output * rates.output) / 1e6;
}

/**
 * The most that a call with so much input can cost before its first output, and what each token of output adds, in
 * US dollars. Where a price for the writing of a cache is known, the provider may take it for the whole input.
 */
export function reserveOf(inputTokens: number, price: Price | null): { input: number; perOutput: number } {
  if (price === null) return { input: 0, perOutput: 0 };
  const { input, cached, written = input, output } = ratesFor(inputTokens, price);
  return { input: (inputTokens * Math.max(input, cached, written)) / 1e6, perOutput: output / 1e6 };
}

function ratesFor(inputTokens: number, price: Price): Rates {
  return price.long !== undefined && inputTokens > price.long.over ? price.long : price;
}
