import { z } from 'zod';
import { GateError } from '../../errors.ts';

/** `endless` answers every further request of the conversation with the same step: a loop that never ends by itself. */
const repeat = z.union([z.int().min(1).max(100_000), z.literal('endless')]);

/** `args` as a string is sent as it is, so that it can be broken JSON (Anthropic non-streaming: put into a string field). */
const toolCall = z.strictObject({
  name: z.string(),
  args: z.union([z.record(z.string(), z.json()), z.string()]),
});

/** `absent` is in order for chat completions; OpenCode refuses a message of Anthropic's protocol without it and asks again. */
const usage = z.union([
  z.literal('absent'),
  z.strictObject({
    /** Tokens; `cached` is a part of `input`. */
    input: z.int().min(0),
    output: z.int().min(0),
    cached: z.int().min(0).default(0),
  }),
]);

/** One answer to one request. Exactly one of the five kinds of content; the rest says how it is sent. */
const step = z
  .strictObject({
    /** Kind 1: an answer of a well-behaved model; `toolCalls` alone, `text` alone, or both. */
    text: z.string().optional(),
    reasoning: z.string().optional(),
    toolCalls: z.array(toolCall).min(1).max(64).optional(),
    /** Replaces the finish reason; sent as it is. */
    finish: z.string().optional(),
    usage: usage.optional(),
    /** Kind 2: these characters as the whole body, with status 200 and the content type that was asked for. */
    raw: z.string().optional(),
    /** Kind 3: a well-formed answer that has no choice (OpenAI) or no content (Anthropic). */
    emptyChoice: z.literal(true).optional(),
    /** Kind 4: an HTTP answer other than 200, with `body` or a plain error object of the protocol. */
    status: z.int().min(201).max(599).optional(),
    body: z.string().optional(),
    /** Added to the response; e.g. `{ "retry-after": "3600" }`. */
    headers: z.record(z.string(), z.string()).optional(),
    /** Milliseconds before the first byte. */
    delayMs: z.int().min(0).max(3_600_000).optional(),
    /** The body in pieces of `bytes`, one each `everyMs` milliseconds. */
    drip: z.strictObject({ bytes: z.int().min(1), everyMs: z.int().min(0).max(60_000) }).optional(),
    /** The connection is destroyed after so many bytes of the body; 0 is before the status line. */
    disconnect: z.strictObject({ afterBytes: z.int().min(0) }).optional(),
    repeat: repeat.optional(),
  })
  .refine((value) => kindsOf(value) === 1, {
    error: 'a step has exactly one of: text and/or toolCalls, raw, emptyChoice, status, disconnect alone',
  });

/**
 * What the scripted model answers, as data: `steps` in order, each used once (or `repeat` times), counted for each
 * conversation by itself. `conversations` gives other steps to those whose first user message contains `when`.
 */
export const scenarioSchema = z.strictObject({
  name: z.string().default('scenario'),
  steps: z.array(step),
  conversations: z.array(z.strictObject({ when: z.string().min(1), steps: z.array(step) })).default([]),
  /** The answer to requests without tools; OpenCode asks for a title that way. */
  title: z.string().default('Scripted title, from no model'),
});

export type Step = z.input<typeof step>;
export type ScenarioData = z.output<typeof scenarioSchema>;

/** Checks a scenario that came from outside. Throws GateError `usage` with the place of each mistake. */
export function parseScenario(value: unknown): ScenarioData {
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GateError(
    'usage',
    `The scenario of the scripted model is not valid: ${z.prettifyError(parsed.error)}`,
  );
}

/** Checks one step, for those that a function made. Throws GateError `usage`. */
export function parseStep(value: unknown): Step {
  const parsed = step.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new GateError('usage', `A step of the scripted model is not valid: ${z.prettifyError(parsed.error)}`);
}

type Kinds = Readonly<Record<string, unknown>>;

function kindsOf(value: Kinds): number {
  const answer = value['text'] !== undefined || value['toolCalls'] !== undefined;
  const kinds = [
    answer,
    value['raw'] !== undefined,
    value['emptyChoice'] !== undefined,
    value['status'] !== undefined,
  ].filter(Boolean).length;
  // A disconnect needs no content of its own: with nothing else, the connection ends before the status line.
  return kinds === 0 && value['disconnect'] !== undefined ? 1 : kinds;
}
