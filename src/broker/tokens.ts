import type { Price } from './broker.ts';

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
  const read = tokens.input * price.input + tokens.cached * price.cached;
  const written = tokens.written * price.input * WRITE_FACTOR;
  return (read + written + tokens.output * price.output) / 1e6;
}
