import { z } from 'zod';

const loose = z.looseObject({});
const items = z.array(loose).catch([]);
const text = z.string().catch('');

/** A message in the shape of chat completions, which the rest of the scripted model reads. */
type Message = { role: string; content: unknown; tool_calls: object[]; tool_call_id?: string };

const say = (role: string, content: unknown): Message => ({ role, content, tool_calls: [] });

/** Rewrites the body of a request as a chat completion would put it. Never throws. */
export function chatShape(body: unknown): unknown {
  const parsed = loose.safeParse(body);
  if (!parsed.success) return body;
  const { input, contents, systemInstruction, tools } = parsed.data;
  if (input !== undefined) return { ...parsed.data, messages: fromResponses(items.parse(input)) };
  if (contents === undefined) return body;
  return {
    ...parsed.data,
    system: items.parse(loose.catch({}).parse(systemInstruction)['parts']),
    messages: fromGoogle(items.parse(contents)),
    tools: items.parse(tools).flatMap((tool) => items.parse(tool['functionDeclarations'])),
  };
}

/** What one answer said and did are items of their own; together they are one message of the model. */
function fromResponses(input: readonly z.output<typeof loose>[]): readonly Message[] {
  const messages: Message[] = [];
  const model = (): Message => {
    const last = messages.at(-1);
    if (last?.role === 'assistant') return last;
    const fresh = say('assistant', []);
    messages.push(fresh);
    return fresh;
  };
  for (const item of input) {
    if (item['type'] === 'reasoning') model();
    else if (item['type'] === 'function_call') model().tool_calls.push(callOf(item));
    else if (item['type'] === 'function_call_output')
      messages.push({ ...say('tool', item['output']), tool_call_id: text.parse(item['call_id']) });
    else if (item['role'] === 'assistant') model().content = item['content'];
    else messages.push(say(text.parse(item['role']), item['content']));
  }
  return messages;
}

function callOf(item: z.output<typeof loose>): object {
  const called = { name: text.parse(item['name']), arguments: text.parse(item['arguments']) };
  return { id: text.parse(item['call_id']), function: called };
}

/** Calls and their results have no ids here: the order tells which belong together. */
function fromGoogle(contents: readonly z.output<typeof loose>[]): readonly Message[] {
  let called = 0;
  let answered = 0;
  return contents.flatMap((content) => {
    const parts = items.parse(content['parts']);
    const said = parts.filter((part) => part['text'] !== undefined && part['thought'] !== true);
    const calls = parts.flatMap(({ functionCall }) => {
      if (functionCall === undefined) return [];
      const { name, args } = loose.catch({}).parse(functionCall);
      called += 1;
      return [
        { id: `${called}`, function: { name: text.parse(name), arguments: JSON.stringify(args ?? {}) } },
      ];
    });
    const results = parts.flatMap(({ functionResponse }) => {
      if (functionResponse === undefined) return [];
      const { response } = loose.catch({}).parse(functionResponse);
      answered += 1;
      return [{ ...say('tool', loose.catch({}).parse(response)['content']), tool_call_id: `${answered}` }];
    });
    if (content['role'] === 'model') return [{ ...say('assistant', said), tool_calls: calls }];
    return [...results, ...(said.length > 0 || results.length === 0 ? [say('user', said)] : [])];
  });
}
