import { z } from 'zod';
import { LEFT_OUT } from './left-out.ts';

export const cacheControl = z.exactOptional(z.strictObject({ type: z.literal('ephemeral') }));

export const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  cache_control: cacheControl,
});

/** An embedded file: OpenCode adds one when the agent reads an image or a PDF. It is not sent on. */
const embedded = {
  source: z.strictObject({
    type: z.enum(['base64', 'text']),
    media_type: z.string().max(128),
    data: z.string(),
  }),
  title: z.exactOptional(z.string()),
  cache_control: cacheControl,
};
const image = z.strictObject({ type: z.literal('image'), ...embedded });
const document = z.strictObject({ type: z.literal('document'), ...embedded });

type Embedded = z.output<typeof image> | z.output<typeof document>;

function leaveOut<T extends { readonly type: string }>(block: T | Embedded) {
  return isEmbedded(block) ? ({ type: 'text', text: LEFT_OUT } as const) : block;
}

function isEmbedded(block: { readonly type: string }): block is Embedded {
  return block.type === 'image' || block.type === 'document';
}

const toolResult = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().max(512),
  content: z.exactOptional(
    z.union([
      z.string(),
      z.array(z.discriminatedUnion('type', [textBlock, image, document]).transform(leaveOut)),
    ]),
  ),
  is_error: z.exactOptional(z.boolean()),
  cache_control: cacheControl,
});

/** A call that the model made: replayed as it was, also when the model made the name up. */
const toolUse = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().max(512),
  name: z.string().max(256),
  input: z.unknown(),
  cache_control: cacheControl,
});

const fromUser = z.discriminatedUnion('type', [textBlock, image, document, toolResult]).transform(leaveOut);

const fromModel = z.discriminatedUnion('type', [
  textBlock,
  toolUse,
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
]);

export const anthropicMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), content: z.union([z.string(), z.array(fromUser)]) }),
  z.strictObject({ role: z.literal('assistant'), content: z.union([z.string(), z.array(fromModel)]) }),
]);
