import { z } from 'zod';
import type { Progress } from '../dialect.ts';

const count = z.int().nonnegative().max(1e9).nullish();

const usage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});

const EVENT = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: z.object({ usage }) }),
  z.object({
    type: z.literal('message_delta'),
    usage,
    delta: z.object({ stop_reason: z.string().nullish() }),
  }),
  z.object({ type: z.literal('message'), usage, stop_reason: z.string().nullish() }),
]);

const NOTHING = { input: 0, output: 0, cached: 0, written: 0 };

/**
 * `input_tokens` leaves out what a cache was read or written for. A stream says the input with its first event, the
 * output as a running total, and the reason for the end with the last total.
 */
export function followAnthropic(event: unknown, before: Progress): Progress {
  const parsed = EVENT.safeParse(event);
  if (!parsed.success) return before;
  const said = 'message' in parsed.data ? parsed.data.message.usage : parsed.data.usage;
  const tokens = before.tokens ?? NOTHING;
  const isEnded = before.isEnded || typeof stopOf(parsed.data) === 'string';
  return {
    tokens: {
      input: said.input_tokens ?? tokens.input,
      output: said.output_tokens ?? tokens.output,
      cached: said.cache_read_input_tokens ?? tokens.cached,
      written: said.cache_creation_input_tokens ?? tokens.written,
    },
    isCounted: isEnded,
    isEnded,
  };
}

function stopOf(event: z.output<typeof EVENT>): string | null | undefined {
  if (event.type === 'message_start') return null;
  return event.type === 'message' ? event.stop_reason : event.delta.stop_reason;
}
