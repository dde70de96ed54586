import { piecesOf, type Reply } from './reply.ts';

/** The body of `POST …:generateContent`, or the stream of `:streamGenerateContent?alt=sse`. */
export function renderGoogle(reply: Reply, options: { readonly stream: boolean }): string {
  const parts = reply.empty ? [] : partsOf(reply);
  if (!options.stream) return JSON.stringify(chunkOf(reply, parts, true));
  const chunks = parts.map((part, index) => chunkOf(reply, [part], index === parts.length - 1));
  // Google ends its lines as HTTP does.
  return (chunks.length === 0 ? [chunkOf(reply, [], true)] : chunks)
    .map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`)
    .join('');
}

/** The error object of this protocol. */
export function renderGoogleError(status: number, message: string): string {
  return JSON.stringify({ error: { code: status, message, status: 'SCRIPTED_NO_MODEL' } });
}

/** Each chunk says the usage so far, the last one also why the model stopped; without a candidate there is none. */
function chunkOf(reply: Reply, parts: readonly object[], isLast: boolean): object {
  const candidate = {
    content: { role: 'model', parts },
    index: 0,
    ...(isLast ? { finishReason: finishOf(reply) } : {}),
  };
  return {
    candidates: reply.empty ? [] : [candidate],
    ...(reply.usage ? { usageMetadata: usageOf(reply) } : {}),
    modelVersion: reply.model,
    responseId: reply.id,
  };
}

const thoughtSignature = 'c2NyaXB0ZWQsIG5vIG1vZGVs';

function partsOf(reply: Reply): readonly object[] {
  const calls = reply.toolCalls.map(({ name, args }) => ({
    functionCall: { name, args: inputOfArguments(args) },
    thoughtSignature,
  }));
  const said = [
    ...piecesOf(reply.reasoning).map((text) => ({ text, thought: true })),
    ...piecesOf(reply.text).map((text) => ({ text })),
    ...calls,
  ];
  return said.length === 0 ? [{ text: '' }] : said;
}

/** Broken arguments cannot be shown in this place of the protocol; they arrive as a string where an object belongs. */
function inputOfArguments(args: string): unknown {
  try {
    return JSON.parse(args);
  } catch {
    return args;
  }
}

const FINISH_REASONS: Readonly<Record<string, string>> = {
  stop: 'STOP',
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
};

function finishOf({ finish }: Reply): string {
  return finish === null ? 'STOP' : (FINISH_REASONS[finish] ?? finish);
}

function usageOf({ usage }: Reply): object {
  const { input, output, cached } = usage ?? { input: 0, output: 0, cached: 0 };
  return {
    promptTokenCount: input,
    candidatesTokenCount: output,
    totalTokenCount: input + output,
    ...(cached === 0 ? {} : { cachedContentTokenCount: cached }),
  };
}
