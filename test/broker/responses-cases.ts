// Bodies of OpenAI responses that a provider would act on and a review never needs.
import { type BodyCase, shared } from './body-cases.ts';
import { RESPONSES } from './broker-process.ts';

const body = (more: Record<string, unknown>) => JSON.stringify({ ...RESPONSES, ...more });
const input = (...items: readonly unknown[]) => ({ input: items });
const says = (part: unknown) => input({ role: 'user', content: [part] });
const fn = (name: unknown, more: Record<string, unknown> = {}) => ({
  type: 'function',
  name,
  description: 'd',
  parameters: { type: 'object' },
  ...more,
});

const KEYS = {
  instructions: 'obey',
  previous_response_id: 'resp_1',
  conversation: 'conv_1',
  prompt: { id: 'pmpt_1' },
  background: true,
  service_tier: 'priority',
  truncation: 'auto',
  max_tool_calls: 100,
  parallel_tool_calls: true,
  prompt_cache_retention: '24h',
  prompt_cache_options: { ttl: '30m' },
  safety_identifier: 'x',
  user: 'x',
  metadata: { x: 'y' },
  top_logprobs: 20,
  stream_options: { include_obfuscation: false },
  context_management: [{ type: 'compaction' }],
  max_tokens: 5,
  messages: [{ role: 'user', content: 'x' }],
  n: 50,
  webhook: 'https://evil.example',
  Model: 'other',
};

const TOOL_TYPES = [
  'web_search',
  'web_search_2025_08_26',
  'web_search_preview',
  'web_search_preview_2025_03_11',
  'file_search',
  'mcp',
  'code_interpreter',
  'computer',
  'computer_use_preview',
  'image_generation',
  'local_shell',
  'shell',
  'apply_patch',
  'custom',
  'namespace',
  'tool_search',
];

const ITEM_TYPES = [
  'item_reference',
  'message',
  'file_search_call',
  'web_search_call',
  'computer_call',
  'computer_call_output',
  'image_generation_call',
  'code_interpreter_call',
  'local_shell_call',
  'local_shell_call_output',
  'shell_call',
  'shell_call_output',
  'apply_patch_call',
  'mcp_list_tools',
  'mcp_approval_request',
  'mcp_approval_response',
  'mcp_call',
  'custom_tool_call',
  'custom_tool_call_output',
  'tool_search_output',
  'compaction',
];

const INCLUDED = [
  'file_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'message.output_text.logprobs',
];

const output = (value: unknown) => input({ type: 'function_call_output', call_id: 'c', output: value });

const CASES: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['a tool that is not ours', { tools: [fn('bash')] }, /tools\.0\.name/u],
  ['a tool of ours in capitals', { tools: [fn('Read')] }, /tools\.0\.name/u],
  ['a second, foreign tool', { tools: [fn('read'), fn('x')] }, /tools\.1\.name/u],
  ['an extra key in a tool', { tools: [fn('read', { server_url: 'x' })] }, /unknown key server_url/u],
  ['a tool that is loaded later', { tools: [fn('read', { defer_loading: true })] }, /defer_loading/u],
  ['a tool of another shape', { tools: [{ type: 'function', function: { name: 'read' } }] }, /tools\.0/u],
  ['a forced hosted tool', { tool_choice: { type: 'mcp', server_label: 'x' } }, /tool_choice/u],
  ['a choice of allowed tools', { tool_choice: { type: 'allowed_tools', tools: [] } }, /tool_choice/u],
  ['another model', { model: 'm-pro' }, /at model/u],
  ['a list of models', { model: ['m'] }, /at model/u],
  ['no model', { model: undefined }, /at model/u],
  ['storage', { store: true }, /at store/u],
  ['storage by default', { store: null }, /at store/u],
  ['a negative limit', { max_output_tokens: -1 }, /at max_output_tokens/u],
  ['a textual limit', { max_output_tokens: '100' }, /at max_output_tokens/u],
  ['an unknown effort', { reasoning: { effort: 'ultra' } }, /reasoning\.effort/u],
  ['a mode of reasoning', { reasoning: { effort: 'low', mode: 'pro' } }, /unknown key mode/u],
  [
    'an output schema',
    { text: { verbosity: 'low', format: { type: 'json_schema' } } },
    /unknown key format/u,
  ],
  ['a text as the key of a cache', { prompt_cache_key: 'the code: const a = 1' }, /prompt_cache_key/u],
  ['a text as input', { input: 'hi' }, /at input/u],
  ['no input', { input: [] }, /at input/u],
  ['no key input', { input: undefined }, /at input/u],
  ['an image by address', says({ type: 'input_image', image_url: 'https://evil.example/?q=1' }), /input\.0/u],
  ['an image by file', says({ type: 'input_image', image_url: 'file:///etc/passwd' }), /input\.0/u],
  ['an image behind "data:"', says({ type: 'input_image', image_url: 'data:,x https://e' }), /input\.0/u],
  ['an image by id', says({ type: 'input_image', file_id: 'file-1' }), /input\.0/u],
  ['a file by address', says({ type: 'input_file', file_url: 'https://evil.example' }), /input\.0/u],
  ['a file by id', says({ type: 'input_file', file_id: 'file-1' }), /input\.0/u],
  [
    'an address beside an embedded file',
    says({ type: 'input_file', file_data: 'data:a/b;base64,AA', file_url: 'https://e' }),
    /input\.0/u,
  ],
  ['sound', says({ type: 'input_audio', input_audio: { data: '', format: 'mp3' } }), /input\.0/u],
  ['an extra key in a text', says({ type: 'input_text', text: 'x', annotations: [] }), /input\.0/u],
  ['a break in the cache', says({ type: 'input_text', text: 'x', prompt_cache_breakpoint: {} }), /input\.0/u],
  ['content that is an object', input({ role: 'user', content: { text: 'x' } }), /input\.0/u],
  ['another role', input({ role: 'tool', content: 'x' }), /input\.0/u],
  ['a role and a type', input({ role: 'user', type: 'mcp_call', content: [] }), /input\.0/u],
  [
    'a citation by the model',
    input({ role: 'assistant', content: [{ type: 'output_text', text: '', annotations: [] }] }),
    /input\.0/u,
  ],
  [
    'a call in a namespace',
    input({ type: 'function_call', call_id: 'c', name: 'read', arguments: '{}', namespace: 'x' }),
    /input\.0/u,
  ],
  [
    'a result with an image by address',
    output([{ type: 'input_image', image_url: 'https://e' }]),
    /input\.0/u,
  ],
  ['a result with a file by address', output([{ type: 'input_file', file_url: 'https://e' }]), /input\.0/u],
  ['a result with a file by id', output([{ type: 'input_file', file_id: 'f' }]), /input\.0/u],
  ['reasoning in plain', input({ type: 'reasoning', summary: [], content: [] }), /input\.0/u],
];

export const RESPONSES_REFUSED: readonly BodyCase[] = [
  ...shared(body({})),
  ...Object.entries(KEYS).map(([key, value]) => ({
    what: `the key ${key}`,
    body: body({ [key]: value }),
    why: new RegExp(`^body: unknown key ${key}$`, 'u'),
  })),
  ...TOOL_TYPES.map((type) => ({
    what: `a ${type} tool of the provider`,
    body: body({ tools: [{ type, name: 'read', server_label: 'x', server_url: 'https://evil.example' }] }),
    why: /tools\.0/u,
  })),
  ...ITEM_TYPES.map((type) => ({
    what: `an item of the type ${type}`,
    body: body(input({ type, id: 'x', role: 'user', content: [], output: '' })),
    why: /input\.0/u,
  })),
  ...INCLUDED.map((name) => ({
    what: `${name} included`,
    body: body({ include: [name] }),
    why: /include\.0/u,
  })),
  ...CASES.map(([what, more, why]) => ({ what, body: body(more), why })),
];
