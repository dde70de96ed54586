// Bodies that a provider would act on and a review never needs.
import { CHAT, MESSAGES } from './broker-process.ts';

export type BodyCase = { readonly what: string; readonly body: string | Buffer; readonly why: RegExp };

const openai = (more: Record<string, unknown>) => JSON.stringify({ ...CHAT, ...more });
const anthropic = (more: Record<string, unknown>) => JSON.stringify({ ...MESSAGES, ...more });
const says = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const SHARED: readonly (readonly [string, (valid: string) => string | Buffer, RegExp])[] = [
  ['a byte order mark', (valid) => `\ufeff${valid}`, /^body: not JSON$/u],
  ['UTF-16', (valid) => Buffer.from(valid, 'utf16le'), /^body: not JSON$/u],
  ['broken UTF-8', (valid) => Buffer.from(valid.replace('hi', 'h\xff'), 'latin1'), /^body: not UTF-8$/u],
  ['a number beyond all', (valid) => valid.replace('100', '1e400'), /^body: number out of range$/u],
  ['deep nesting', (valid) => valid.replace('"hi"', nested(100)), /^body: nested too deeply$/u],
  ['__proto__', (valid) => valid.replace('{', '{"__proto__":{"model":"x"},'), /^body: key __proto__$/u],
  ['constructor', (valid) => valid.replace('{', '{"constructor":{},'), /unknown key constructor/u],
  ['a list at the top', (valid) => `[${valid}]`, /^body: wrong shape$/u],
  ['no JSON', () => 'model=m', /^body: not JSON$/u],
];

export function shared(valid: string): readonly BodyCase[] {
  return SHARED.map(([what, make, why]) => ({ what, body: make(valid), why }));
}

const fn = (name: unknown, more: Record<string, unknown> = {}) => ({
  type: 'function',
  function: { name, description: 'd', parameters: { type: 'object' }, ...more },
});

const KEYS_OPENAI = {
  web_search_options: {},
  functions: [{ name: 'read' }],
  function_call: 'auto',
  service_tier: 'priority',
  previous_response_id: 'resp_1',
  conversation: 'conv_1',
  prompt: { id: 'pmpt_1' },
  background: true,
  modalities: ['audio'],
  audio: { voice: 'x', format: 'mp3' },
  prediction: { type: 'content', content: 'x' },
  response_format: { type: 'json_schema' },
  logprobs: true,
  logit_bias: {},
  plugins: [{ id: 'web' }],
  provider: { order: ['x'] },
  models: ['other'],
  route: 'fallback',
  transforms: ['middle-out'],
  extra_body: { x: 1 },
  webhook: 'https://evil.example',
  search_parameters: { mode: 'on' },
  mcp_servers: [],
  Model: 'other',
};

const TOOL_TYPES_OPENAI = [
  'web_search',
  'web_search_preview',
  'web_search_preview_2025_03_11',
  'file_search',
  'mcp',
  'code_interpreter',
  'computer_use_preview',
  'image_generation',
  'local_shell',
  'shell',
  'apply_patch',
  'custom',
];

export const OPENAI_REFUSED: readonly BodyCase[] = [
  ...shared(openai({})),
  ...Object.entries(KEYS_OPENAI).map(([key, value]) => ({
    what: `the key ${key}`,
    body: openai({ [key]: value }),
    why: new RegExp(`^body: unknown key ${key}$`, 'u'),
  })),
  ...TOOL_TYPES_OPENAI.map((type) => ({
    what: `a ${type} tool of the provider`,
    body: openai({ tools: [{ type, server_url: 'https://evil.example' }] }),
    why: /tools\.0/u,
  })),
  ...[
    ['a tool that is not ours', { tools: [fn('bash')] }, /tools\.0\.function\.name/u],
    ['a tool of ours in capitals', { tools: [fn('Read')] }, /tools\.0\.function\.name/u],
    ['a second, foreign tool', { tools: [fn('read'), fn('x')] }, /tools\.1\.function\.name/u],
    ['an extra key in a tool', { tools: [{ ...fn('read'), server_url: 'x' }] }, /unknown key server_url/u],
    ['an extra key in a function', { tools: [fn('read', { strict: true })] }, /unknown key strict/u],
    ['a forced foreign tool', { tool_choice: { type: 'mcp' } }, /tool_choice/u],
    ['another model', { model: 'm-pro' }, /at model/u],
    ['a list of models', { model: ['m'] }, /at model/u],
    ['the model with a suffix', { model: 'm:online' }, /at model/u],
    ['no model', { model: undefined }, /at model/u],
    ['50 choices', { n: 50 }, /at n$/u],
    ['no choice', { n: 0 }, /at n$/u],
    ['storage', { store: true }, /at store/u],
    ['a negative limit', { max_tokens: -1 }, /at max_tokens/u],
    ['a textual limit', { max_tokens: '100' }, /at max_tokens/u],
    ['a fractional limit', { max_completion_tokens: 1.5 }, /at max_completion_tokens/u],
    ['an unknown effort', { reasoning_effort: 'ultra' }, /at reasoning_effort/u],
    ['an object as stream', { stream: {} }, /at stream/u],
    ['obfuscated streams', { stream_options: { include_usage: true, x: 1 } }, /unknown key x/u],
    [
      'an image by address',
      says([{ type: 'image_url', image_url: { url: 'https://evil.example/?q=1' } }]),
      /./u,
    ],
    ['an image by file', says([{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }]), /./u],
    [
      'an image address behind "data:"',
      says([{ type: 'image_url', image_url: { url: 'data:,x https://e' } }]),
      /./u,
    ],
    ['a file by id', says([{ type: 'file', file: { file_id: 'file-1' } }]), /./u],
    ['a file by address', says([{ type: 'input_file', file_url: 'https://evil.example' }]), /./u],
    ['sound', says([{ type: 'input_audio', input_audio: { data: '', format: 'mp3' } }]), /./u],
    ['an extra key in a text', says([{ type: 'text', text: 'x', annotations: [] }]), /./u],
    ['content that is an object', says({ text: 'x' }), /./u],
    [
      'an hour of cache',
      { messages: [{ role: 'user', content: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
      /unknown key ttl/u,
    ],
    ['usage that is not counted', { usage: { include: false } }, /usage\.include/u],
    [
      'a limit of reasoning in tokens',
      { reasoning: { max_tokens: 100_000 } },
      /unknown key max_tokens in reasoning/u,
    ],
    [
      'other content beside a call',
      {
        messages: [
          {
            role: 'assistant',
            tool_calls: [
              {
                id: 'c',
                type: 'function',
                function: { name: 'read', arguments: '{}' },
                extra_content: { google: { file_uri: 'https://e' } },
              },
            ],
          },
        ],
      },
      /unknown key file_uri|thought_signature/u,
    ],
    ['another role', { messages: [{ role: 'developer', content: 'x' }] }, /messages\.0\.role/u],
    ['a name in a message', { messages: [{ role: 'user', content: 'x', name: 'y' }] }, /unknown key name/u],
    ['no message', { messages: [] }, /at messages/u],
    ['stored sound', { messages: [{ role: 'assistant', audio: { id: 'a' } }] }, /unknown key audio/u],
    [
      'an old function call',
      { messages: [{ role: 'assistant', function_call: {} }] },
      /unknown key function_call/u,
    ],
    [
      'a custom tool call',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'x', type: 'custom', custom: {} }] }] },
      /tool_calls\.0/u,
    ],
  ].map(([what, more, why]) => ({
    what: what as string,
    body: openai(more as Record<string, unknown>),
    why: why as RegExp,
  })),
];

const KEYS_ANTHROPIC = {
  mcp_servers: [{ type: 'url', url: 'https://evil.example', name: 'x' }],
  container: 'container_1',
  context_management: {},
  service_tier: 'auto',
  inference_geo: 'us',
  stop_sequences: ['x'],
  speed: 'fast',
  betas: ['files-api-2025-04-14'],
  n: 1,
};

const TOOL_TYPES_ANTHROPIC = [
  'web_search_20250305',
  'web_fetch_20250910',
  'code_execution_20250825',
  'computer_20250124',
  'bash_20250124',
  'text_editor_20250728',
  'memory_20250818',
  'tool_search_tool_regex_20251119',
  'mcp_toolset',
  'custom',
];

const source = (value: Record<string, unknown>) => says([{ type: 'image', source: value }]);

export const ANTHROPIC_REFUSED: readonly BodyCase[] = [
  ...shared(anthropic({})),
  ...Object.entries(KEYS_ANTHROPIC).map(([key, value]) => ({
    what: `the key ${key}`,
    body: anthropic({ [key]: value }),
    why: new RegExp(`^body: unknown key ${key}$`, 'u'),
  })),
  ...TOOL_TYPES_ANTHROPIC.map((type) => ({
    what: `a ${type} tool of the provider`,
    body: anthropic({ tools: [{ type, name: 'read', input_schema: {} }] }),
    why: /unknown key type in tools\.0/u,
  })),
  ...[
    ['a tool that is not ours', { tools: [{ name: 'bash', input_schema: {} }] }, /tools\.0\.name/u],
    [
      'a deferred tool',
      { tools: [{ name: 'read', input_schema: {}, defer_loading: true }] },
      /defer_loading/u,
    ],
    ['another model', { model: 'claude-other' }, /at model/u],
    ['no limit', { max_tokens: undefined }, /at max_tokens/u],
    ['an image by address', source({ type: 'url', url: 'https://evil.example' }), /./u],
    ['an image by id', source({ type: 'file', file_id: 'file_1' }), /./u],
    ['a document by address', says([{ type: 'document', source: { type: 'url', url: 'https://e' } }]), /./u],
    ['a document with citations', says([{ type: 'document', citations: { enabled: true } }]), /./u],
    ['a search result', says([{ type: 'search_result', source: 'https://e' }]), /./u],
    ['an upload for a container', says([{ type: 'container_upload', file_id: 'f' }]), /./u],
    [
      'a tool of the server',
      { messages: [{ role: 'assistant', content: [{ type: 'server_tool_use' }] }] },
      /./u,
    ],
    ['a call of MCP', { messages: [{ role: 'assistant', content: [{ type: 'mcp_tool_use' }] }] }, /./u],
    ['a system message in between', { messages: [{ role: 'system', content: 'x' }] }, /messages\.0\.role/u],
    ['a forced tool', { tool_choice: { type: 'tool', name: 'read' } }, /tool_choice/u],
    [
      'an hour of cache',
      { system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }] },
      /./u,
    ],
    ['a picture as system', { system: [{ type: 'image' }] }, /system/u],
    [
      'thinking with more keys',
      { thinking: { type: 'enabled', budget_tokens: 1024, x: 1 } },
      /unknown key x/u,
    ],
    ['an output schema', { output_config: { format: { type: 'json_schema' } } }, /output_config/u],
  ].map(([what, more, why]) => ({
    what: what as string,
    body: anthropic(more as Record<string, unknown>),
    why: why as RegExp,
  })),
];
