import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { accept } from '../checked.ts';
import type { Bounds, Canonical, Dialect } from '../dialect.ts';
import { followOpenai } from './openai-answer.ts';

/** OpenAI's chat completions, as OpenCode sends them through `@ai-sdk/openai-compatible`. */
export function openaiChat(bounds: Bounds): Dialect {
  const schema = schemaFor(bounds);
  return {
    checkBody(body) {
      const checked = checkShape(schema, body);
      return checked.ok ? accept(canonical(checked.value, bounds)) : checked;
    },
    headers: (key) => (key === '' ? {} : { authorization: `Bearer ${key}` }),
    follow: followOpenai,
    renderError: (message) => JSON.stringify({ error: { message, type: 'gateway_error', code: null } }),
  };
}

type Body = z.output<ReturnType<typeof schemaFor>>;

function canonical(body: Body, bounds: Bounds): Canonical {
  const { max_tokens, max_completion_tokens, user: _user, metadata: _metadata, ...rest } = body;
  const wanted = max_completion_tokens ?? max_tokens ?? bounds.maxOutputTokens;
  const stream = body.stream ?? false;
  return {
    stream,
    outputTokens: Math.min(wanted, bounds.maxOutputTokens),
    render: (outputTokens) =>
      JSON.stringify({
        ...rest,
        [bounds.outputLimitKey]: outputTokens,
        // Without it a stream says nothing about usage, and the budgets would run on estimates.
        ...(stream && { stream_options: { include_usage: true } }),
      }),
  };
}

const LEFT_OUT = {
  type: 'text',
  text: '[An attachment was left out: this review reads text only.]',
} as const;

const text = z.strictObject({ type: z.literal('text'), text: z.string() });

/** An embedded file: OpenCode adds one when the agent reads an image. It is not sent on. */
const data = z.string().regex(/^data:[\w.+-]+\/[\w.+-]+;base64,/u);
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: data, detail: z.exactOptional(z.enum(['auto', 'low', 'high'])) }),
});
const file = z.strictObject({
  type: z.literal('file'),
  file: z.strictObject({ filename: z.exactOptional(z.string()), file_data: data }),
});

const part = z
  .discriminatedUnion('type', [text, image, file])
  .transform((found) => (found.type === 'text' ? found : LEFT_OUT));

/** A call that the model made: replayed as it was, also when the model made the name up. */
const toolCall = z.strictObject({
  id: z.string().max(512),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().max(256), arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.string() }),
  z.strictObject({ role: z.literal('user'), content: z.union([z.string(), z.array(part)]) }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.exactOptional(z.string().nullable()),
    reasoning_content: z.exactOptional(z.string()),
    tool_calls: z.exactOptional(z.array(toolCall)),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string().max(512), content: z.string() }),
]);

function schemaFor({ models, tools }: Bounds) {
  const tool = z.strictObject({
    type: z.literal('function'),
    function: z.strictObject({
      name: z.enum(tools),
      description: z.exactOptional(z.string()),
      parameters: z.exactOptional(z.record(z.string(), z.unknown())),
    }),
  });
  return z.strictObject({
    model: z.enum(models),
    messages: z.array(message).min(1),
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
    reasoning_effort: z.exactOptional(z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])),
    ...REASONING_SWITCHES,
    user: z.exactOptional(z.string()),
    metadata: z.exactOptional(z.record(z.string(), z.unknown())),
  });
}

/** How some providers (Z.ai, Alibaba, Baseten) turn reasoning on; OpenCode sends them by provider and model name. */
const REASONING_SWITCHES = {
  thinking: z.exactOptional(
    z.strictObject({
      type: z.enum(['enabled', 'disabled']),
      clear_thinking: z.exactOptional(z.boolean()),
    }),
  ),
  enable_thinking: z.exactOptional(z.boolean()),
  chat_template_args: z.exactOptional(z.strictObject({ enable_thinking: z.boolean() })),
};
