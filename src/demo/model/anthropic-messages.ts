import { piecesOf, type Reply } from './reply.ts';

/** The body of `POST /v1/messages`: one JSON object, or its stream of server-sent events. */
export function renderAnthropic(reply: Reply, options: { readonly stream: boolean }): string {
  if (!options.stream) return JSON.stringify(messageOf(reply));
  return eventsOf(reply)
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

/** The error object of this protocol. */
export function renderAnthropicError(message: string): string {
  return JSON.stringify({ type: 'error', error: { type: 'scripted_no_model', message } });
}

/** One server-sent event: its `type` names it, the rest is its data. */
type Event = { readonly type: string; readonly [key: string]: unknown };

type Block = { readonly start: object; readonly whole: object; readonly deltas: readonly object[] };

function messageOf(reply: Reply): object {
  return {
    ...headOf(reply),
    content: reply.empty ? [] : blocksOf(reply).map(({ whole }) => whole),
    stop_reason: finishOf(reply),
    ...(reply.usage ? { usage: { ...inputOf(reply), output_tokens: reply.usage.output } } : {}),
  };
}

function eventsOf(reply: Reply): readonly Event[] {
  const usage = reply.usage ? { usage: { ...inputOf(reply), output_tokens: 0 } } : {};
  const end = reply.usage ? { usage: { output_tokens: reply.usage.output } } : {};
  const start = {
    type: 'message_start',
    message: { ...headOf(reply), content: [], stop_reason: null, ...usage },
  };
  return [
    start,
    ...(reply.empty ? [] : blocksOf(reply).flatMap(blockEventsOf)),
    { type: 'message_delta', delta: { stop_reason: finishOf(reply), stop_sequence: null }, ...end },
    { type: 'message_stop' },
  ];
}

function blockEventsOf(block: Block, index: number): readonly Event[] {
  return [
    { type: 'content_block_start', index, content_block: block.start },
    ...block.deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

function blocksOf(reply: Reply): readonly Block[] {
  const thinking: Block[] = reply.reasoning === '' ? [] : [thinkingBlock(reply.reasoning)];
  const text: Block[] = reply.text === '' ? [] : [textBlock(reply.text)];
  return [...thinking, ...text, ...reply.toolCalls.map(toolBlock)];
}

function thinkingBlock(text: string): Block {
  return {
    start: { type: 'thinking', thinking: '', signature: '' },
    whole: { type: 'thinking', thinking: text, signature: 'scripted-no-model' },
    deltas: [
      ...piecesOf(text).map((piece) => ({ type: 'thinking_delta', thinking: piece })),
      { type: 'signature_delta', signature: 'scripted-no-model' },
    ],
  };
}

function textBlock(text: string): Block {
  return {
    start: { type: 'text', text: '' },
    whole: { type: 'text', text },
    deltas: piecesOf(text).map((piece) => ({ type: 'text_delta', text: piece })),
  };
}

function toolBlock({ id, name, args }: Reply['toolCalls'][number]): Block {
  return {
    start: { type: 'tool_use', id, name, input: {} },
    whole: { type: 'tool_use', id, name, input: inputOfArguments(args) },
    deltas: piecesOf(args).map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
  };
}

/** Broken arguments cannot be shown in this place of the protocol; they arrive as a string where an object belongs. */
function inputOfArguments(args: string): unknown {
  try {
    return JSON.parse(args);
  } catch {
    return args;
  }
}

function headOf(reply: Reply): object {
  return { id: reply.id, type: 'message', role: 'assistant', model: reply.model, stop_sequence: null };
}

/** Anthropic counts cached input apart from the rest. */
function inputOf({ usage }: Reply): object {
  const { input, cached } = usage ?? { input: 0, cached: 0 };
  return { input_tokens: input - cached, cache_read_input_tokens: cached, cache_creation_input_tokens: 0 };
}

const STOP_REASONS: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  tool_calls: 'tool_use',
  length: 'max_tokens',
  content_filter: 'refusal',
};

function finishOf(reply: Reply): string {
  if (reply.finish !== null) return STOP_REASONS[reply.finish] ?? reply.finish;
  return reply.toolCalls.length > 0 ? 'tool_use' : 'end_turn';
}
