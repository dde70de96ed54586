import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { accept } from '../checked.ts';
import { renderKey } from '../credentials.ts';
import type { Bounds, Canonical, Dialect } from '../dialect.ts';
import { readTools } from '../offer.ts';
import { followResponses } from './responses-answer.ts';
import { type ResponsesItem, responsesItem } from './responses-input.ts';
import { toolSchema } from './tool-schema.ts';

/** OpenAI's responses, as OpenCode sends them through `@ai-sdk/openai`. */
export function openaiResponses(bounds: Bounds): Dialect {
  const schema = schemaFor(bounds);
  return {
    checkBody(body) {
      const checked = checkShape(schema, body);
      return checked.ok ? accept(canonical(checked.value, bounds)) : checked;
    },
    headers: (key) => renderKey(bounds.keyHeader ?? 'authorization', key),
    follow: followResponses,
    renderError: (message) => JSON.stringify({ error: { message, type: 'gateway_error', code: null } }),
  };
}

type Body = z.output<ReturnType<typeof schemaFor>>;

function canonical({ max_output_tokens, ...rest }: Body, bounds: Bounds): Canonical {
  return {
    outputTokens: Math.min(max_output_tokens ?? bounds.maxOutputTokens, bounds.maxOutputTokens),
    system: rest.input.map(systemOf).join(''),
    tools: readTools(rest),
    // The provider stores an answer for a month unless it is told not to.
    render: (outputTokens) => JSON.stringify({ ...rest, max_output_tokens: outputTokens, store: false }),
  };
}

function systemOf(item: ResponsesItem): string {
  return 'role' in item && (item.role === 'system' || item.role === 'developer') ? item.content : '';
}

function schemaFor({ models, tools }: Bounds) {
  const tool = z.strictObject({
    type: z.literal('function'),
    name: z.enum(tools),
    description: z.exactOptional(z.string()),
    parameters: z.exactOptional(toolSchema),
    strict: z.exactOptional(z.boolean()),
  });
  return z.strictObject({
    model: z.enum(models),
    input: z.array(responsesItem).min(1),
    tools: z.exactOptional(z.array(tool).max(64)),
    tool_choice: z.exactOptional(z.enum(['auto', 'none', 'required'])),
    stream: z.exactOptional(z.boolean()),
    max_output_tokens: z.exactOptional(z.int().positive()),
    store: z.exactOptional(z.literal(false)),
    // Everything else that can be included is the work of a tool that the provider runs.
    include: z.exactOptional(z.array(z.literal('reasoning.encrypted_content')).max(1)),
    reasoning: z.exactOptional(
      z.strictObject({
        effort: z.exactOptional(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])),
        summary: z.exactOptional(z.enum(['auto', 'concise', 'detailed'])),
      }),
    ),
    text: z.exactOptional(z.strictObject({ verbosity: z.enum(['low', 'medium', 'high']) })),
    prompt_cache_key: z.exactOptional(z.string().regex(/^[\w-]{1,64}$/u)),
    temperature: z.exactOptional(z.number().min(0).max(2)),
    top_p: z.exactOptional(z.number().min(0).max(1)),
  });
}
