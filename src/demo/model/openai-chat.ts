import { piecesOf, type Reply } from './reply.ts';

/** The body of `POST /v1/chat/completions`: one JSON object, or its stream of server-sent events. */
export function renderOpenAi(
  reply: Reply,
  options: { readonly stream: boolean; readonly wantsUsage: boolean },
): string {
  if (!options.stream) return JSON.stringify(completionOf(reply));
  const events = reply.empty ? [chunkOf(reply, [])] : chunksOf(reply);
  const usage = reply.usage && options.wantsUsage ? [{ ...chunkOf(reply, []), usage: usageOf(reply) }] : [];
  return [...events.map((event) => JSON.stringify(event)), ...usage.map((event) => JSON.stringify(event))]
    .concat('[DONE]')
    .map((data) => `data: ${data}\n\n`)
    .join('');
}

/** The error object of this protocol. */
export function renderOpenAiError(status: number, message: string): string {
  return JSON.stringify({ error: { message, type: 'scripted_no_model', code: status } });
}

function completionOf(reply: Reply): object {
  const toolCalls = reply.toolCalls.map(({ id, name, args }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  }));
  const message = {
    role: 'assistant',
    content: reply.text,
    ...(reply.reasoning === '' ? {} : { reasoning_content: reply.reasoning }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  return {
    id: reply.id,
    object: 'chat.completion',
    created: 0,
    model: reply.model,
    choices: reply.empty ? [] : [{ index: 0, message, finish_reason: finishOf(reply) }],
    ...(reply.usage ? { usage: usageOf(reply) } : {}),
  };
}

function chunksOf(reply: Reply): readonly object[] {
  const delta = (value: object) => chunkOf(reply, [{ index: 0, delta: value, finish_reason: null }]);
  return [
    delta({ role: 'assistant', content: '' }),
    ...piecesOf(reply.reasoning).map((text) => delta({ reasoning_content: text })),
    ...piecesOf(reply.text).map((text) => delta({ content: text })),
    ...reply.toolCalls.flatMap(({ id, name, args }, index) => [
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...piecesOf(args).map((text) => delta({ tool_calls: [{ index, function: { arguments: text } }] })),
    ]),
    chunkOf(reply, [{ index: 0, delta: {}, finish_reason: finishOf(reply) }]),
  ];
}

function chunkOf(reply: Reply, choices: readonly object[]): object {
  return { id: reply.id, object: 'chat.completion.chunk', created: 0, model: reply.model, choices };
}

function finishOf(reply: Reply): string {
  return reply.finish ?? (reply.toolCalls.length > 0 ? 'tool_calls' : 'stop');
}

function usageOf({ usage }: Reply): object {
  const { input, output, cached } = usage ?? { input: 0, output: 0, cached: 0 };
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
  };
}
