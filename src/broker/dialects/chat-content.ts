import { z } from 'zod';
import { DATA_URL, LEFT_OUT } from './left-out.ts';

/** OpenCode marks what a cache should hold for models whose name it takes for one of Anthropic's. */
const cache_control = z.exactOptional(z.strictObject({ type: z.literal('ephemeral') }));

const text = z.strictObject({ type: z.literal('text'), text: z.string(), cache_control });

const data = z.string().regex(DATA_URL);
const image = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: data, detail: z.exactOptional(z.enum(['auto', 'low', 'high'])) }),
  cache_control,
});
const file = z.strictObject({
  type: z.literal('file'),
  file: z.strictObject({ filename: z.exactOptional(z.string()), file_data: data }),
  cache_control,
});

const part = z
  .discriminatedUnion('type', [text, image, file])
  .transform((found) => (found.type === 'text' ? found : ({ type: 'text', text: LEFT_OUT } as const)));

/** A call that the model made: replayed as it was, also when the model made the name up. */
const toolCall = z.strictObject({
  id: z.string().max(512),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().max(256), arguments: z.string() }),
  // Gemini behind an OpenAI-compatible endpoint wants its signature back.
  extra_content: z.exactOptional(
    z.strictObject({ google: z.strictObject({ thought_signature: z.string() }) }),
  ),
  cache_control,
});

/** OpenRouter's form of reasoning: sent back as it came, without the keys that nobody knows. */
const about = {
  id: z.string().nullish(),
  format: z.string().nullish(),
  index: z.number().nullish(),
};
const reasoningDetail = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reasoning.summary'), summary: z.string(), ...about }),
  z.object({ type: z.literal('reasoning.encrypted'), data: z.string(), ...about }),
  z.object({
    type: z.literal('reasoning.text'),
    text: z.string().nullish(),
    signature: z.string().nullish(),
    ...about,
  }),
]);

const content = z.union([z.string(), z.array(part)]);

export const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: z.union([z.string(), z.array(text)]), cache_control }),
  z.strictObject({ role: z.literal('user'), content, cache_control }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.exactOptional(z.string().nullable()),
    reasoning_content: z.exactOptional(z.string()),
    reasoning: z.exactOptional(z.string()),
    reasoning_details: z.exactOptional(z.array(reasoningDetail)),
    tool_calls: z.exactOptional(z.array(toolCall)),
    cache_control,
  }),
  z.strictObject({
    role: z.literal('tool'),
    tool_call_id: z.string().max(512),
    name: z.exactOptional(z.string().max(256)),
    content,
    cache_control,
  }),
]);

/** What the system says in a message; empty for everybody else's. */
export function systemOf(message: z.output<typeof chatMessage>): string {
  if (message.role !== 'system') return '';
  const { content } = message;
  return typeof content === 'string' ? content : content.map((each) => each.text).join('');
}
