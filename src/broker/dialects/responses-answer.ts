import { z } from 'zod';
import type { Progress } from '../dialect.ts';
import type { Tokens } from '../tokens.ts';

const count = z.int().nonnegative().max(1e9);

const RESPONSE = z.object({
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      input_tokens_details: z
        .object({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
        .nullish(),
    })
    .nullish(),
});

/** The last event of a stream holds the whole response; without a stream it is the answer itself. */
const EVENT = z.union([
  z
    .object({
      type: z.enum(['response.completed', 'response.incomplete', 'response.failed']),
      response: RESPONSE,
    })
    .transform(({ type, response }) => ({ ...response, status: type.slice('response.'.length) })),
  z.object({ object: z.literal('response'), ...RESPONSE.shape }),
]);

export function followResponses(event: unknown, before: Progress): Progress {
  const parsed = EVENT.safeParse(event);
  if (!parsed.success) return before;
  const { usage } = parsed.data;
  const isEnded = before.isEnded || isEnd(parsed.data);
  if (usage === null || usage === undefined) return { ...before, isEnded };
  return { tokens: tokensOf(usage), isCounted: isEnded, isEnded };
}

/**
 * Whether the answer is complete, or cut for a reason that OpenCode takes for an end. After any other one it asks
 * again at once, for ever.
 */
function isEnd({ status, incomplete_details }: z.output<typeof EVENT>): boolean {
  const reason = incomplete_details?.reason;
  const isCut = reason === 'max_output_tokens' || reason === 'content_filter';
  return status === 'completed' || (status === 'incomplete' && isCut);
}

/** `input_tokens` includes what a cache was read or written for. */
function tokensOf(usage: NonNullable<z.output<typeof RESPONSE>['usage']>): Tokens {
  const total = usage.input_tokens;
  const cached = Math.min(usage.input_tokens_details?.cached_tokens ?? 0, total);
  const written = Math.min(usage.input_tokens_details?.cache_write_tokens ?? 0, total - cached);
  return { input: total - cached - written, output: usage.output_tokens, cached, written };
}
