import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { accept } from '../checked.ts';
import { renderKey } from '../credentials.ts';
import type { Bounds, Canonical, Dialect } from '../dialect.ts';
import { readTools } from '../offer.ts';
import { chatMessage, systemOf } from './chat-content.ts';
import { followOpenai } from './openai-answer.ts';
import { toolSchema } from './tool-schema.ts';

/** Chat completions, as OpenCode sends them through `@ai-sdk/openai-compatible` and OpenRouter's own SDK. */
export function openaiChat(bounds: Bounds): Dialect {
  const schema = schemaFor(bounds);
  return {
    checkBody(body) {
      const checked = checkShape(schema, body);
      return checked.ok ? accept(canonical(checked.value, bounds)) : checked;
    },
    headers: (key) => renderKey(bounds.keyHeader ?? 'authorization', key),
    follow: followOpenai,
    renderError: (message) => JSON.stringify({ error: { message, type: 'gateway_error', code: null } }),
  };
}

type Body = z.output<ReturnType<typeof schemaFor>>;

function canonical(body: Body, bounds: Bounds): Canonical {
  const { max_tokens, max_completion_tokens, ...wanting } = body;
  const { stream_options: _options, user: _user, metadata: _metadata, ...rest } = wanting;
  const wanted = max_completion_tokens ?? max_tokens ?? bounds.maxOutputTokens;
  return {
    outputTokens: Math.min(wanted, bounds.maxOutputTokens),
    system: rest.messages.map(systemOf).join(''),
    tools: readTools(rest),
    render: (outputTokens) =>
      JSON.stringify({
        ...rest,
        [bounds.outputLimitKey]: outputTokens,
        // Without it a stream says nothing about usage, and the budgets would run on estimates.
        ...(body.stream === true &&
          bounds.asksUsage !== false && { stream_options: { include_usage: true } }),
      }),
  };
}

function schemaFor({ models, tools }: Bounds) {
  const tool = z.strictObject({
    type: z.literal('function'),
    function: z.strictObject({
      name: z.enum(tools),
      description: z.exactOptional(z.string()),
      parameters: z.exactOptional(toolSchema),
    }),
  });
  return z.strictObject({
    model: z.enum(models),
    messages: z.array(chatMessage).min(1),
    tools: z.exactOptional(z.array(tool).max(64)),
    tool_choice: z.exactOptional(z.enum(['auto', 'none', 'required'])),
    stream: z.exactOptional(z.boolean()),
    stream_options: z.exactOptional(z.strictObject({ include_usage: z.boolean() })),
    max_tokens: z.exactOptional(z.int().positive()),
    max_completion_tokens: z.exactOptional(z.int().positive()),
    n: z.exactOptional(z.literal(1)),
    store: z.exactOptional(z.literal(false)),
    temperature: z.exactOptional(z.number().min(0).max(2)),
    top_p: z.exactOptional(z.number().min(0).max(1)),
    reasoning_effort: z.exactOptional(effort),
    ...REASONING_SWITCHES,
    // OpenRouter's own SDK asks for the count this way too.
    usage: z.exactOptional(z.strictObject({ include: z.literal(true) })),
    user: z.exactOptional(z.string()),
    metadata: z.exactOptional(z.record(z.string(), z.unknown())),
  });
}

const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

/** How some providers (OpenRouter, Z.ai, Alibaba, Baseten) turn reasoning on; OpenCode sends them by provider and model name. */
const REASONING_SWITCHES = {
  reasoning: z.exactOptional(
    z.strictObject({ effort: z.exactOptional(effort), enabled: z.exactOptional(z.boolean()) }),
  ),
  thinking: z.exactOptional(
    z.strictObject({
      type: z.enum(['enabled', 'disabled']),
      clear_thinking: z.exactOptional(z.boolean()),
    }),
  ),
  enable_thinking: z.exactOptional(z.boolean()),
  chat_template_args: z.exactOptional(z.strictObject({ enable_thinking: z.boolean() })),
};
