import { z } from 'zod';
import { DATA_URL, LEFT_OUT } from './left-out.ts';

const text = z.strictObject({ type: z.literal('input_text'), text: z.string() });

const data = z.string().regex(DATA_URL);
const image = z.strictObject({
  type: z.literal('input_image'),
  image_url: data,
  detail: z.exactOptional(z.enum(['auto', 'low', 'high'])),
});
const file = z.strictObject({
  type: z.literal('input_file'),
  filename: z.exactOptional(z.string()),
  file_data: data,
});

const part = z
  .discriminatedUnion('type', [text, image, file])
  .transform((found) =>
    found.type === 'input_text' ? found : ({ type: 'input_text', text: LEFT_OUT } as const),
  );

/** The provider's name for something it may have stored. Nothing is stored, so no name is sent on. */
const id = z.exactOptional(z.string().max(512));

const said = z.discriminatedUnion('role', [
  z.strictObject({ role: z.enum(['system', 'developer']), content: z.string() }),
  z.strictObject({ role: z.literal('user'), content: z.array(part) }),
  z
    .strictObject({
      role: z.literal('assistant'),
      content: z.array(z.strictObject({ type: z.literal('output_text'), text: z.string() })),
      phase: z.exactOptional(z.enum(['commentary', 'final_answer'])),
      id,
    })
    .transform(({ id: _id, ...message }) => message),
]);

const done = z.discriminatedUnion('type', [
  // A call that the model made: replayed as it was, also when the model made the name up.
  z
    .strictObject({
      type: z.literal('function_call'),
      call_id: z.string().max(512),
      name: z.string().max(256),
      arguments: z.string(),
      id,
    })
    .transform(({ id: _id, ...call }) => call),
  z.strictObject({
    type: z.literal('function_call_output'),
    call_id: z.string().max(512),
    output: z.union([z.string(), z.array(part)]),
  }),
  // Reasoning goes back as it came, encrypted where the provider does so: it remembers none of it.
  z
    .strictObject({
      type: z.literal('reasoning'),
      encrypted_content: z.exactOptional(z.string().nullable()),
      summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
      id,
    })
    .transform(({ id: _id, ...reasoning }) => reasoning),
]);

/** One item of `input`: what was said has a role, what was done has a type, and nothing has both. */
export const responsesItem = z.union([said, done]);

export type ResponsesItem = z.output<typeof responsesItem>;
