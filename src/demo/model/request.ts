import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Protocol } from '../../broker/broker.ts';
import { chatShape } from './chat-shape.ts';

/** A tool call that an earlier answer made, with the result that came back (null while there is none). */
export type ToolExchange = {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
  readonly result: string | null;
};

/** One request as the scripted model received it, with what all protocols have in common taken out of the body. */
export type RecordedRequest = {
  readonly protocol: Protocol | null;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly bytes: number;
  /** The parsed body; null when it was no JSON. */
  readonly body: unknown;
  readonly model: string;
  readonly stream: boolean;
  /** Whether the client asked for usage in the stream (OpenAI's `stream_options`). */
  readonly wantsUsage: boolean;
  readonly tools: readonly string[];
  readonly system: string;
  /** The user's messages in order; the first one is the brief. */
  readonly user: readonly string[];
  /** How many answers of the model the conversation has. */
  readonly answers: number;
  readonly exchanges: readonly ToolExchange[];
  /** The same for all requests of one conversation. */
  readonly conversation: string;
};

export type RawRequest = {
  readonly protocol: Protocol | null;
  readonly method: string;
  readonly path: string;
  readonly headers: RecordedRequest['headers'];
  readonly text: string;
};

const part = z.looseObject({
  type: z.string().optional(),
  text: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  content: z.unknown().optional(),
});
const content = z.union([z.string(), z.array(part), z.null()]).optional();
const call = z.looseObject({
  id: z.string(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});
const message = z.looseObject({
  role: z.string(),
  content,
  tool_calls: z.array(call).optional(),
  tool_call_id: z.string().optional(),
});
const body = z.looseObject({
  model: z.string().catch(''),
  stream: z.boolean().catch(false),
  stream_options: z.looseObject({ include_usage: z.boolean().catch(false) }).optional(),
  tools: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        function: z.looseObject({ name: z.string() }).optional(),
      }),
    )
    .catch([]),
  system: content.catch(undefined),
  messages: z.array(message).catch([]),
});

type Message = z.output<typeof message>;

/** Takes a request apart. Never throws: what has an unexpected shape is empty in the result and whole in `body`. */
export function parseRequest(raw: RawRequest): RecordedRequest {
  const value = jsonOf(raw.text);
  const { model, stream, stream_options, tools, system, messages } = body
    .catch(NOTHING)
    .parse(chatShape(value) ?? {});
  const user = messages.filter((each) => each.role === 'user').map(textOf);
  const said = user.filter((text) => text !== '');
  return {
    protocol: raw.protocol,
    method: raw.method,
    path: raw.path,
    headers: raw.headers,
    bytes: Buffer.byteLength(raw.text),
    body: value,
    model: model || (googleRoute(raw.path)?.model ?? ''),
    stream: stream || googleRoute(raw.path)?.stream === true,
    wantsUsage: stream_options?.include_usage === true,
    tools: tools.map((tool) => tool.name ?? tool.function?.name ?? ''),
    system: [textOf({ role: 'system', content: system }), ...messages.filter(isSystem).map(textOf)].join(''),
    user: said,
    answers: messages.filter((each) => each.role === 'assistant').length,
    exchanges: exchangesOf(messages),
    conversation: conversationOf(raw.headers['x-session-id'], said[0] ?? ''),
  };
}

const NOTHING: z.output<typeof body> = {
  model: '',
  stream: false,
  tools: [],
  system: undefined,
  messages: [],
};

/** Google's routes name the model, and say whether the answer is a stream. */
export function googleRoute(path: string): { readonly model: string; readonly stream: boolean } | null {
  const [, model, method] =
    /^\/v1(?:beta)?\/models\/([\w.-]+):(generateContent|streamGenerateContent)$/u.exec(path) ?? [];
  return model === undefined ? null : { model, stream: method === 'streamGenerateContent' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSystem(each: Message): boolean {
  return each.role === 'system' || each.role === 'developer';
}

function textOf(each: Pick<Message, 'role' | 'content'>): string {
  return textOfContent(each.content);
}

function textOfContent(value: z.output<typeof content>): string {
  if (typeof value === 'string') return value;
  return (value ?? []).map((each) => each.text ?? '').join('');
}

/** OpenCode names its session in a header; a client that does not is known by its first message. */
function conversationOf(session: string | readonly string[] | undefined, first: string): string {
  const digest = createHash('sha256').update(first).digest('hex').slice(0, 16);
  return typeof session === 'string' ? `${session}/${digest}` : digest;
}

function exchangesOf(messages: readonly Message[]): readonly ToolExchange[] {
  const results = new Map<string, string>(messages.flatMap(resultsOf));
  return messages
    .flatMap(callsOf)
    .map(({ id, name, args }) => ({ id, name, args, result: results.get(id) ?? null }));
}

function callsOf(each: Message): readonly { id: string; name: string; args: unknown }[] {
  const openai = (each.tool_calls ?? []).map(({ id, function: { name, arguments: text } }) => ({
    id,
    name,
    args: jsonOf(text),
  }));
  const anthropic = partsOf(each)
    .filter(({ type }) => type === 'tool_use')
    .map(({ id, name, input }) => ({ id: id ?? '', name: name ?? '', args: input }));
  return [...openai, ...anthropic];
}

function resultsOf(each: Message): readonly [string, string][] {
  if (each.role === 'tool') return [[each.tool_call_id ?? '', textOf(each)]];
  return partsOf(each)
    .filter(({ type }) => type === 'tool_result')
    .map(({ tool_use_id, content: inner }) => [
      tool_use_id ?? '',
      textOfContent(content.catch(undefined).parse(inner)),
    ]);
}

function partsOf(each: Message): readonly z.output<typeof part>[] {
  return Array.isArray(each.content) ? each.content : [];
}
