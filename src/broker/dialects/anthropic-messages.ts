import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { accept } from '../checked.ts';
import { renderKey } from '../credentials.ts';
import type { Bounds, Canonical, Dialect } from '../dialect.ts';
import { readTools } from '../offer.ts';
import { followAnthropic } from './anthropic-answer.ts';
import { anthropicMessage, cacheControl, textBlock } from './anthropic-content.ts';
import { toolSchema } from './tool-schema.ts';

/** Anthropic's messages, as OpenCode sends them through `@ai-sdk/anthropic`. */
export function anthropicMessages(bounds: Bounds): Dialect {
  const schema = schemaFor(bounds);
  return {
    checkBody(body) {
      const checked = checkShape(schema, body);
      return checked.ok ? accept(canonical(checked.value, bounds)) : checked;
    },
    headers: (key) => ({
      'anthropic-version': '2023-06-01',
      ...renderKey(bounds.keyHeader ?? 'x-api-key', key),
    }),
    follow: followAnthropic,
    renderError: (message) => JSON.stringify({ type: 'error', error: { type: 'gateway_error', message } }),
  };
}

type Body = z.output<ReturnType<typeof schemaFor>>;

function canonical(body: Body, bounds: Bounds): Canonical {
  const { metadata: _metadata, thinking, ...rest } = body;
  return {
    outputTokens: Math.min(body.max_tokens, bounds.maxOutputTokens),
    system:
      typeof body.system === 'string' ? body.system : (body.system ?? []).map(({ text }) => text).join(''),
    tools: readTools(body),
    render: (outputTokens) =>
      JSON.stringify({ ...rest, max_tokens: outputTokens, ...fitThinking(thinking, outputTokens) }),
  };
}

/** The least that the protocol takes. */
const MIN_THINKING = 1024;

/** Thinking counts as output and must stay below its limit; under a limit too small for it, there is none. */
function fitThinking(thinking: Body['thinking'], outputTokens: number): Pick<Body, 'thinking'> {
  if (thinking === undefined) return {};
  if (thinking.type !== 'enabled' || thinking.budget_tokens < outputTokens) return { thinking };
  const budget = Math.floor(outputTokens / 2);
  return budget < MIN_THINKING ? {} : { thinking: { ...thinking, budget_tokens: budget } };
}

/** Has a meaning under a beta header only, and none of those is ever sent. */
const block_binding = z.exactOptional(
  z.strictObject({ prefix_mismatch_behavior: z.enum(['error', 'drop_block']) }),
);

const thinking = z.discriminatedUnion('type', [
  z
    .strictObject({ type: z.literal('enabled'), budget_tokens: z.int().positive(), block_binding })
    .transform(({ block_binding: _binding, ...plain }) => plain),
  z
    .strictObject({
      type: z.literal('adaptive'),
      display: z.exactOptional(z.enum(['summarized', 'omitted'])),
      block_binding,
    })
    .transform(({ block_binding: _binding, ...plain }) => plain),
  z.strictObject({ type: z.literal('disabled') }),
]);

function schemaFor({ models, tools }: Bounds) {
  // A tool with a `type` is one that the provider runs itself; ours have none.
  const tool = z
    .strictObject({
      name: z.enum(tools),
      description: z.exactOptional(z.string()),
      input_schema: toolSchema,
      cache_control: cacheControl,
      eager_input_streaming: z.exactOptional(z.boolean()),
    })
    .transform(({ eager_input_streaming: _eager, ...plain }) => plain);
  return z.strictObject({
    model: z.enum(models),
    max_tokens: z.int().positive(),
    system: z.exactOptional(z.union([z.string(), z.array(textBlock)])),
    messages: z.array(anthropicMessage).min(1),
    tools: z.exactOptional(z.array(tool).max(64)),
    tool_choice: z.exactOptional(
      z.strictObject({
        type: z.enum(['auto', 'any', 'none']),
        disable_parallel_tool_use: z.exactOptional(z.boolean()),
      }),
    ),
    stream: z.exactOptional(z.boolean()),
    temperature: z.exactOptional(z.number().min(0).max(1)),
    top_p: z.exactOptional(z.number().min(0).max(1)),
    thinking: z.exactOptional(thinking),
    output_config: z.exactOptional(
      z.strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']) }),
    ),
    metadata: z.exactOptional(z.record(z.string(), z.unknown())),
  });
}
