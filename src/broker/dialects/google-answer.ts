import { z } from 'zod';
import type { Progress } from '../dialect.ts';

const count = z.int().nonnegative().max(1e9).nullish();

const USAGE = z.object({
  usageMetadata: z.object({
    promptTokenCount: z.int().nonnegative().max(1e9),
    cachedContentTokenCount: count,
    toolUsePromptTokenCount: count,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
  }),
});

/** The reasons that OpenCode takes for an end. After any other one it asks again at once, for ever. */
const FINISH = z.enum([
  'STOP',
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'MALFORMED_FUNCTION_CALL',
]);

const END = z.object({ candidates: z.array(z.object({ finishReason: FINISH })).min(1) });

/**
 * Each event says the usage so far; the last one says why the model stopped. An answer to a prompt that was blocked
 * has no candidate and so never ends.
 */
export function followGoogle(event: unknown, before: Progress): Progress {
  const isEnded = before.isEnded || END.safeParse(event).success;
  const said = USAGE.safeParse(event);
  if (!said.success) return { ...before, isEnded };
  const usage = said.data.usageMetadata;
  const cached = Math.min(usage.cachedContentTokenCount ?? 0, usage.promptTokenCount);
  return {
    tokens: {
      // `promptTokenCount` includes the cached ones; thoughts are paid as output and counted apart.
      input: usage.promptTokenCount - cached + (usage.toolUsePromptTokenCount ?? 0),
      output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
      cached,
      written: 0,
    },
    isCounted: isEnded,
    isEnded,
  };
}
