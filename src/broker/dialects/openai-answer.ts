import { z } from 'zod';
import type { Progress } from '../dialect.ts';

const count = z.int().nonnegative().max(1e9);

const USAGE = z.object({
  usage: z.object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: z
      .object({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
      .nullish(),
  }),
});

/** Not an end, whoever says so: OpenCode would ask again at once, for ever. */
const NO_END = /^(?:|error|abort|unknown|other)$/u;

const finish_reason = z.string().refine((reason) => !NO_END.test(reason));
const END = z.object({ choices: z.array(z.object({ finish_reason })).min(1) });

/** The reason for the end comes with the last choice, the usage once, with it or after it. */
export function followOpenai(event: unknown, before: Progress): Progress {
  const isEnded = before.isEnded || END.safeParse(event).success;
  const said = USAGE.safeParse(event);
  if (!said.success) return { ...before, isEnded };
  const { usage } = said.data;
  // `prompt_tokens` includes what a cache was read or written for.
  const total = usage.prompt_tokens;
  const cached = Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, total);
  const written = Math.min(usage.prompt_tokens_details?.cache_write_tokens ?? 0, total - cached);
  return {
    tokens: { input: total - cached - written, output: usage.completion_tokens, cached, written },
    isCounted: isEnded,
    isEnded,
  };
}
