import { z } from 'zod';
import type { Progress } from '../dialect.ts';

const count = z.int().nonnegative().max(1e9);

const USAGE = z.object({
  usage: z.object({
    prompt_tokens: count,
    completion_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish(),
  }),
});

const END = z.object({ choices: z.array(z.object({ finish_reason: z.string().min(1) })).min(1) });

/** The reason for the end comes with the last choice, the usage once, with it or after it. */
export function followOpenai(event: unknown, before: Progress): Progress {
  const isEnded = before.isEnded || END.safeParse(event).success;
  const said = USAGE.safeParse(event);
  if (!said.success) return { ...before, isEnded };
  const { usage } = said.data;
  // `prompt_tokens` includes the cached ones.
  const cached = Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, usage.prompt_tokens);
  const input = usage.prompt_tokens - cached;
  return {
    tokens: { input, output: usage.completion_tokens, cached, written: 0 },
    isCounted: isEnded,
    isEnded,
  };
}
