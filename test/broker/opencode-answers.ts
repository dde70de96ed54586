// Streamed answers of each protocol that make OpenCode read a view through its tools. No model is behind them.
import { join } from 'node:path';
import { type Reply, replyOf } from '../../src/demo/model/reply.ts';
import type { Answer } from './upstream-double.ts';

/** One step of the agent: the tool to call, or null for the last text. */
export type Step = readonly [tool: string, input: Record<string, unknown>] | null;

/** Each tool of a review, one that is not there, an image, a place outside, and the end. */
export function stepsThrough(view: string): readonly Step[] {
  return [
    ['read', { filePath: join(view, 'a.txt') }],
    ['glob', { pattern: '*.txt', path: view }],
    ['grep', { pattern: 'x', path: view }],
    ['read', { filePath: join(view, 'b.png') }],
    ['nosuch', { a: 1 }],
    ['read', { filePath: '/etc/hostname' }],
    null,
  ];
}

/** The steps in the protocol that `render` writes, with reasoning before each. */
export function answerAs(
  render: (reply: Reply, options: { readonly stream: true; readonly wantsUsage: true }) => string,
  steps: readonly Step[],
): Answer {
  return (response, _seen, index) => {
    const step = steps[index] ?? null;
    const said =
      step === null
        ? { text: 'All read.' }
        : { text: 'Reading.', toolCalls: [{ name: step[0], args: step[1] }] };
    const usage = { input: 20, output: 5, cached: 8 };
    const reply = replyOf({ ...said, reasoning: 'Hm.', usage } as Parameters<typeof replyOf>[0], index, 0);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(render(reply, { stream: true, wantsUsage: true }));
  };
}

export function answerChat(steps: readonly Step[]): Answer {
  return (response, _seen, index) => {
    const step = steps[index] ?? null;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (choices: readonly unknown[], more: object = {}) =>
      response.write(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`,
      );
    const say = (delta: object, finish_reason: string | null = null) =>
      send([{ index: 0, delta, finish_reason }]);
    say({ role: 'assistant', content: '', reasoning_content: 'Hm.' });
    say({ content: step === null ? 'All read.' : 'Reading.' });
    if (step !== null) {
      const [name, input] = step;
      const call = { index: 0, id: `call_${index}`, type: 'function' };
      say({ tool_calls: [{ ...call, function: { name, arguments: JSON.stringify(input) } }] });
    }
    say({}, step === null ? 'stop' : 'tool_calls');
    send([], { usage: { prompt_tokens: 20, completion_tokens: 5, total_tokens: 25 } });
    response.end('data: [DONE]\n\n');
  };
}

export function answerMessages(steps: readonly Step[]): Answer {
  return (response, _seen, index) => {
    const step = steps[index] ?? null;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (type: string, more: object = {}) =>
      response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 10,
      cache_creation_input_tokens: 0,
      output_tokens: 1,
    };
    const message = {
      id: `msg_${index}`,
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      usage,
    };
    send('message_start', { message: { ...message, stop_reason: null, stop_sequence: null } });
    const blocks: readonly (readonly [object, readonly object[]])[] = [
      [
        { type: 'thinking', thinking: '', signature: '' },
        [
          { type: 'thinking_delta', thinking: 'Hm.' },
          { type: 'signature_delta', signature: 'c2ln' },
        ],
      ],
      [{ type: 'redacted_thinking', data: 'cmVk' }, []],
      [{ type: 'text', text: '' }, [{ type: 'text_delta', text: step === null ? 'All read.' : 'Reading.' }]],
      ...(step === null ? [] : [toolBlock(step, index)]),
    ];
    blocks.forEach(([content_block, deltas], place) => {
      send('content_block_start', { index: place, content_block });
      for (const delta of deltas) send('content_block_delta', { index: place, delta });
      send('content_block_stop', { index: place });
    });
    const stop_reason = step === null ? 'end_turn' : 'tool_use';
    send('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 5 } });
    send('message_stop');
    response.end();
  };
}

function toolBlock([name, input]: NonNullable<Step>, index: number): readonly [object, readonly object[]] {
  const partial_json = JSON.stringify(input);
  return [
    { type: 'tool_use', id: `toolu_${index}`, name, input: {} },
    [{ type: 'input_json_delta', partial_json }],
  ];
}
