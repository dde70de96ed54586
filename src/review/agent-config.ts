/** Tools of the reviewer; the broker refuses a request that offers any other. */
export const REVIEWER_TOOLS = ['read', 'glob', 'grep'] as const;

/** OpenCode's permission shape, version 1: an action, or keys with an action or a map of patterns. */
export type Permission = string | { readonly [key: string]: string | { readonly [pattern: string]: string } };

export type AgentConfigParts = {
  readonly protocol: keyof typeof SDK;
  /** The npm package that OpenCode speaks it with; null for the protocol's usual one. */
  readonly sdk?: string | null;
  /** The provider's own name of the model. */
  readonly model: string;
  /** Tokens that the model reads and writes at most. */
  readonly context: number;
  readonly output: number;
  /** The per-run token that the broker accepts in place of a key. */
  readonly token: string;
  /** Random per run, so that nothing can be written for it beforehand. */
  readonly agent: string;
  readonly prompt: string;
  /** Where the sandbox shows the view. */
  readonly view: string;
  /** For tests of a hijacked agent only: what it may do instead of `reviewerPermission`. */
  readonly permission?: Permission;
};

/**
 * What the reviewer may do, whatever an agent of the repository asks for: read and search the view. OpenCode takes
 * the last matching pattern, so the order counts. Files with secrets have other names in the view; denied here too.
 */
export function reviewerPermission(view: string): Permission {
  return {
    '*': 'deny',
    read: { '*': 'allow', '*.env': 'deny', '*.env.*': 'deny', '*.env.example': 'allow' },
    glob: 'allow',
    grep: 'allow',
    external_directory: { '*': 'deny', [view]: 'allow', [`${view}/*`]: 'allow' },
  };
}

/** All of them are inside OpenCode's executable: nothing is installed. */
const SDK = {
  'openai-chat': '@ai-sdk/openai-compatible',
  'openai-responses': '@ai-sdk/openai',
  'anthropic-messages': '@ai-sdk/anthropic',
  'google-generate': '@ai-sdk/google',
} as const;

/** Where the relay inside the sandbox answers; a variable of the sandbox's environment, replaced by OpenCode. */
const BASE_URL = '{env:GATE_URL}/v1';

/**
 * OpenCode's whole configuration for a review, as JSON text. It is the only file it reads. OpenCode replaces
 * `{env:…}` and `{file:…}` anywhere in the text, so those of foreign strings are written with an escaped brace.
 */
export function renderAgentConfig(parts: AgentConfigParts): string {
  const text = JSON.stringify(configOf(parts)).replace(/\{(?=env:|file:)/g, '\\u007b');
  return text.replace(JSON.stringify(BASE_URL).replace('{', '\\u007b'), JSON.stringify(BASE_URL));
}

function configOf(parts: AgentConfigParts) {
  const { agent, prompt, view, permission = reviewerPermission(view) } = parts;
  return {
    provider: { gate: providerOf(parts) },
    model: 'gate/reviewer',
    small_model: 'gate/reviewer',
    enabled_providers: ['gate'],
    default_agent: agent,
    share: 'disabled',
    autoupdate: false,
    snapshot: false,
    formatter: false,
    lsp: false,
    plugin: [],
    mcp: {},
    instructions: [],
    // A summary in place of the hunks would be reviewed as if it were the change: overflow is a failure instead.
    compaction: { auto: false, prune: false },
    permission: permission === parts.permission ? permission : { '*': 'deny' },
    agent: {
      ...Object.fromEntries(BUILT_IN_AGENTS.map((name) => [name, { disable: true }])),
      [agent]: { mode: 'primary', description: 'Reviews one bundle.', steps: MAX_STEPS, prompt, permission },
    },
  };
}

const BUILT_IN_AGENTS = ['build', 'plan', 'general', 'explore'];
/** A soft limit: from here on OpenCode asks for the answer. The hard ones are the broker's budgets and the clock. */
const MAX_STEPS = 60;

function providerOf({ protocol, sdk, model, context, output, token }: AgentConfigParts) {
  return {
    name: 'gate',
    npm: sdk ?? SDK[protocol],
    options: { baseURL: BASE_URL, apiKey: token },
    models: {
      reviewer: {
        id: model,
        name: 'reviewer',
        tool_call: true,
        attachment: false,
        limit: { context, output },
        cost: { input: 0, output: 0 },
      },
    },
  };
}
