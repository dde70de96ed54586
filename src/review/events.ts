import { z } from 'zod';

/**
 * The lines that `opencode run --format json` prints, as far as the gate relies on them. Keys that are not named
 * here may come and go; a line without the named ones is a change of the protocol.
 */
const id = z.string().regex(/^ses_\w{1,100}$/u);
const tokens = z.record(z.string(), z.unknown());

const toolState = z.looseObject({
  status: z.enum(['completed', 'error']),
  input: z.unknown(),
  error: z.string().optional(),
});

const EVENT = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('step_start'),
    sessionID: id,
    part: z.looseObject({ type: z.literal('step-start') }),
  }),
  z.looseObject({
    type: z.literal('text'),
    sessionID: id,
    part: z.looseObject({ type: z.literal('text'), text: z.string() }),
  }),
  z.looseObject({
    type: z.literal('reasoning'),
    sessionID: id,
    part: z.looseObject({ type: z.literal('reasoning') }),
  }),
  z.looseObject({
    type: z.literal('tool_use'),
    sessionID: id,
    part: z.looseObject({ type: z.literal('tool'), tool: z.string(), state: toolState }),
  }),
  z.looseObject({
    type: z.literal('step_finish'),
    sessionID: id,
    part: z.looseObject({ type: z.literal('step-finish'), reason: z.string(), tokens: tokens.optional() }),
  }),
  z.looseObject({
    type: z.literal('error'),
    sessionID: id.optional(),
    error: z.looseObject({
      name: z.string(),
      data: z.looseObject({ statusCode: z.number().optional() }).optional(),
    }),
  }),
]);

export type AgentEvent = z.output<typeof EVENT>;

/** One line of the stream; null when it is not one that is known. */
export function parseEvent(line: string): AgentEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = EVENT.safeParse(value);
  return parsed.success ? parsed.data : null;
}
