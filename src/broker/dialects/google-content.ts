import { z } from 'zod';
import { LEFT_OUT } from './left-out.ts';

/** An embedded file. It is not sent on. */
const inlineData = z.strictObject({
  inlineData: z.strictObject({ mimeType: z.string().max(128), data: z.string() }),
});

const leaveOut = inlineData.transform(() => ({ text: LEFT_OUT }));

/** Proves to the provider that what follows it came from the model's own thoughts; unreadable to all others. */
const thoughtSignature = z.exactOptional(z.string());

const text = z.strictObject({ text: z.string() });

const functionResponse = z
  .strictObject({
    id: z.exactOptional(z.string().max(512)),
    name: z.string().max(256),
    response: z.strictObject({ name: z.string().max(256), content: z.string() }),
    parts: z.exactOptional(z.array(inlineData)),
  })
  .transform(({ parts, response, ...rest }) => ({
    ...rest,
    response: parts === undefined ? response : { ...response, content: `${response.content}\n${LEFT_OUT}` },
  }));

/** A call that the model made: replayed as it was, also when the model made the name up. */
const functionCall = z.strictObject({
  id: z.exactOptional(z.string().max(512)),
  name: z.string().max(256),
  args: z.exactOptional(z.unknown()),
});

export const googleContent = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('user'),
    parts: z.array(z.union([text, leaveOut, z.strictObject({ functionResponse })])),
  }),
  z.strictObject({
    role: z.literal('model'),
    parts: z.array(
      z.union([
        z.strictObject({ text: z.string(), thought: z.exactOptional(z.boolean()), thoughtSignature }),
        z.strictObject({ functionCall, thoughtSignature }),
      ]),
    ),
  }),
]);

export const googleSystem = z.strictObject({ parts: z.array(text) });
