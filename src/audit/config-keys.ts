import type { Semantics } from '../opencode/semantics-of.ts';

/**
 * The keys that OpenCode 1.18.33 knows, object by object. It drops any other key without a word, so that a
 * restriction under a misspelt one is none. Objects with free keys (permissions, provider options) are not here.
 */
const KNOWN_KEYS = {
  config: [
    '$schema',
    'shell',
    'logLevel',
    'server',
    'command',
    'skills',
    'references',
    'reference',
    'watcher',
    'snapshot',
    'plugin',
    'share',
    'autoshare',
    'autoupdate',
    'disabled_providers',
    'enabled_providers',
    'model',
    'small_model',
    'default_agent',
    'subagent_depth',
    'username',
    'mode',
    'agent',
    'provider',
    'mcp',
    'formatter',
    'lsp',
    'instructions',
    'layout',
    'permission',
    'tools',
    'attachment',
    'enterprise',
    'tool_output',
    'compaction',
    'experimental',
    // Version 2's names for some of these, which 1.18.33 takes as well.
    'agents',
    'commands',
    'snapshots',
    'media',
    // Settings of the terminal, which moved to a file of their own.
    'theme',
    'keybinds',
    'tui',
  ],
  agent: [
    'name',
    'model',
    'variant',
    'temperature',
    'top_p',
    'prompt',
    'tools',
    'disable',
    'description',
    'mode',
    'hidden',
    'options',
    'color',
    'steps',
    'maxSteps',
    'permission',
  ],
  command: ['template', 'description', 'agent', 'model', 'variant', 'subtask', 'name'],
  local: ['type', 'command', 'cwd', 'environment', 'enabled', 'timeout'],
  remote: ['type', 'url', 'headers', 'oauth', 'enabled', 'timeout'],
} as const;

export type Kind = keyof typeof KNOWN_KEYS;

/** Keys of version 2 that 1.18.33 does not know. */
const SECOND_KEYS: Readonly<Record<Kind, readonly string[]>> = {
  config: ['permissions', 'plugins', 'providers', 'websearch', 'warming'],
  agent: ['system', 'request', 'disabled', 'permissions'],
  command: [],
  local: [],
  remote: [],
};

export function knownKeysOf(kind: Kind, { dialect }: Semantics): readonly string[] {
  return dialect === 1 ? KNOWN_KEYS[kind] : [...KNOWN_KEYS[kind], ...SECOND_KEYS[kind]];
}

export type Meant = {
  /** What to write, for people. */
  readonly instead: string;
  /** The known key that takes the same value. */
  readonly rename?: string;
  /** What becomes of the key, where that is not nothing. */
  readonly effect?: string;
};

/** Keys of other tools, of version 2, or of another object, that people write when they mean something. */
export const MEANT: Readonly<Record<Kind, Readonly<Record<string, Meant>>>> = {
  config: {
    providers: { instead: '"provider"; "providers" is the key of version 2, in another shape' },
    plugins: {
      instead: '"plugin"; "plugins" is the key of version 2',
      rename: 'plugin',
      effect: 'it says so in its log alone, and "opencode run" imports what stands there all the same.',
    },
    mcpServers: { instead: '"mcp", in the shape of OpenCode' },
    mcp_servers: { instead: '"mcp", in the shape of OpenCode' },
    allowedTools: { instead: '"permission"' },
    log_level: { instead: '"logLevel"', rename: 'logLevel' },
  },
  agent: {
    ...all(
      [
        'allowed-tools',
        'allowed_tools',
        'allowedTools',
        'disallowed-tools',
        'disallowed_tools',
        'disallowedTools',
        'permissionMode',
      ],
      { instead: '"permission"' },
    ),
    disabled: { instead: '"disable"', rename: 'disable' },
    enabled: { instead: '"disable": true to switch the agent off' },
    ...all(['system', 'systemPrompt', 'system_prompt'], { instead: '"prompt"', rename: 'prompt' }),
    ...all(['max_steps', 'maxTurns', 'max_turns'], { instead: '"steps"', rename: 'steps' }),
  },
  command: all(['allowed-tools', 'allowed_tools', 'tools', 'permission'], {
    instead: '"agent", with the name of an agent that has these limits',
  }),
  local: {
    args: { instead: '"command", as one list with the program' },
    env: { instead: '"environment"', rename: 'environment' },
    disabled: { instead: '"enabled": false; the server is on' },
    url: { instead: '"type": "remote"' },
  },
  remote: {
    disabled: { instead: '"enabled": false; the server is on' },
    header: { instead: '"headers"', rename: 'headers' },
    command: { instead: '"type": "local"' },
  },
};

function all(keys: readonly string[], meant: Meant): Readonly<Record<string, Meant>> {
  return Object.fromEntries(keys.map((key) => [key, meant]));
}
