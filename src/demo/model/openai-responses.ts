import { piecesOf, type Reply } from './reply.ts';

/** The body of `POST /v1/responses`: one JSON object, or its stream of server-sent events. */
export function renderResponses(reply: Reply, options: { readonly stream: boolean }): string {
  if (!options.stream) return JSON.stringify(responseOf(reply));
  return eventsOf(reply)
    .map((event, index) => ({ ...event, sequence_number: index }))
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

/** One server-sent event: its `type` names it, the rest is its data. */
type Event = { readonly type: string; readonly [key: string]: unknown };

/** One thing that the model says or does. `begun` is the item before its first delta. */
type Item = { readonly begun: object; readonly whole: object; readonly between: readonly Event[] };

function eventsOf(reply: Reply): readonly Event[] {
  const begun = { ...headOf(reply), status: 'in_progress', output: [], usage: null };
  const last = statusOf(reply) === 'completed' ? 'response.completed' : 'response.incomplete';
  return [
    { type: 'response.created', response: begun },
    ...itemsOf(reply).flatMap((item, index) => [
      { type: 'response.output_item.added', output_index: index, item: item.begun },
      ...item.between.map((event) => ({ ...event, output_index: index })),
      { type: 'response.output_item.done', output_index: index, item: item.whole },
    ]),
    { type: last, response: responseOf(reply) },
  ];
}

function responseOf(reply: Reply): object {
  const status = statusOf(reply);
  return {
    ...headOf(reply),
    status,
    incomplete_details: status === 'completed' ? null : { reason: reasonOf(reply) },
    output: itemsOf(reply).map(({ whole }) => whole),
    ...(reply.usage ? { usage: usageOf(reply) } : {}),
  };
}

function itemsOf(reply: Reply): readonly Item[] {
  if (reply.empty) return [];
  const reasoning = reply.reasoning === '' ? [] : [reasoningItem(reply)];
  const text = reply.text === '' ? [] : [textItem(reply)];
  return [...reasoning, ...text, ...reply.toolCalls.map(callItem)];
}

function reasoningItem(reply: Reply): Item {
  const id = `rs_${reply.id}`;
  const item = { type: 'reasoning', id, encrypted_content: 'c2NyaXB0ZWQsIG5vIG1vZGVs' };
  const place = { item_id: id, summary_index: 0 };
  const part = { type: 'summary_text', text: reply.reasoning };
  return {
    begun: { ...item, summary: [] },
    whole: { ...item, summary: [part] },
    between: [
      { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
      ...piecesOf(reply.reasoning).map((delta) => ({
        type: 'response.reasoning_summary_text.delta',
        ...place,
        delta,
      })),
      { type: 'response.reasoning_summary_part.done', ...place, part },
    ],
  };
}

function textItem(reply: Reply): Item {
  const id = `msg_${reply.id}`;
  const item = { type: 'message', id, role: 'assistant' };
  const place = { item_id: id, content_index: 0 };
  const part = { type: 'output_text', text: reply.text, annotations: [] };
  return {
    begun: { ...item, status: 'in_progress', content: [] },
    whole: { ...item, status: 'completed', content: [part] },
    between: [
      { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
      ...piecesOf(reply.text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
      { type: 'response.content_part.done', ...place, part },
    ],
  };
}

function callItem({ id, name, args }: Reply['toolCalls'][number]): Item {
  const item_id = `fc_${id}`;
  const item = { type: 'function_call', id: item_id, call_id: id, name };
  return {
    begun: { ...item, status: 'in_progress', arguments: '' },
    whole: { ...item, status: 'completed', arguments: args },
    between: [
      ...piecesOf(args).map((delta) => ({ type: 'response.function_call_arguments.delta', item_id, delta })),
      { type: 'response.function_call_arguments.done', item_id, arguments: args },
    ],
  };
}

function headOf({ id, model }: Reply): object {
  return { id: `resp_${id}`, object: 'response', created_at: 0, model, error: null };
}

/** The protocol has no finish reason: an answer is complete, or it says why it is not. */
function statusOf({ finish }: Reply): 'completed' | 'incomplete' {
  return finish === null || finish === 'stop' || finish === 'tool_calls' ? 'completed' : 'incomplete';
}

function reasonOf({ finish }: Reply): string {
  return finish === 'length' ? 'max_output_tokens' : (finish ?? '');
}

function usageOf({ usage }: Reply): object {
  const { input, output, cached } = usage ?? { input: 0, output: 0, cached: 0 };
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
