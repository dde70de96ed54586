import { GateError } from '../errors.ts';
import type { BrokerSettings, Protocol } from './broker.ts';

/** Where a model is asked, and how. `upstream` and the protocol go into the broker's settings. */
export type Provider = {
  readonly provider: string;
  /** The model's name as the provider knows it; may hold slashes. */
  readonly model: string;
  readonly protocol: Protocol;
  readonly upstream: string;
  readonly allowPlainHttp: boolean;
  readonly outputLimitKey: NonNullable<BrokerSettings['outputLimitKey']>;
  /** The environment variable in which people keep this provider's key; null for a provider that is not known. */
  readonly keyEnv: string | null;
  /** False only for an endpoint that the workflow named itself. */
  readonly needsKey: boolean;
};

type Known = Pick<Provider, 'protocol' | 'upstream' | 'keyEnv'> & Partial<Pick<Provider, 'outputLimitKey'>>;

const chat = (upstream: string, keyEnv: string): Known => ({ protocol: 'openai-chat', upstream, keyEnv });

/** Under OpenCode's names. A provider that is not here is reached with a base URL. */
const PROVIDERS: ReadonlyMap<string, Known> = new Map<string, Known>([
  [
    'anthropic',
    { protocol: 'anthropic-messages', upstream: 'https://api.anthropic.com/v1', keyEnv: 'ANTHROPIC_API_KEY' },
  ],
  [
    'openai',
    { ...chat('https://api.openai.com/v1', 'OPENAI_API_KEY'), outputLimitKey: 'max_completion_tokens' },
  ],
  ['openrouter', chat('https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY')],
  ['github-models', chat('https://models.github.ai/inference', 'GITHUB_TOKEN')],
  ['groq', chat('https://api.groq.com/openai/v1', 'GROQ_API_KEY')],
  ['mistral', chat('https://api.mistral.ai/v1', 'MISTRAL_API_KEY')],
  ['deepseek', chat('https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY')],
  ['xai', chat('https://api.x.ai/v1', 'XAI_API_KEY')],
  ['togetherai', chat('https://api.together.xyz/v1', 'TOGETHER_API_KEY')],
  ['fireworks-ai', chat('https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY')],
  ['cerebras', chat('https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY')],
  ['deepinfra', chat('https://api.deepinfra.com/v1/openai', 'DEEPINFRA_API_KEY')],
  ['moonshotai', chat('https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY')],
  ['zai', chat('https://api.z.ai/api/paas/v4', 'ZHIPU_API_KEY')],
  ['nvidia', chat('https://integrate.api.nvidia.com/v1', 'NVIDIA_API_KEY')],
  ['huggingface', chat('https://router.huggingface.co/v1', 'HF_TOKEN')],
]);

export const PROVIDER_NAMES: readonly string[] = [...PROVIDERS.keys()];

/**
 * Looks up `provider/model`. With a base URL any provider's name will do, and one that is not known is taken as
 * OpenAI-compatible. Throws GateError `model-missing` or `input-invalid`.
 */
export function resolveProvider(name: string, baseUrl?: string): Provider {
  const { provider, model } = splitModel(name);
  const known = PROVIDERS.get(provider);
  const base = baseUrl === undefined || baseUrl.trim() === '' ? null : parseBaseUrl(baseUrl.trim());
  if (base !== null) return { ...DEFAULTS, ...known, ...base, needsKey: false, provider, model };
  if (known !== undefined) return { ...DEFAULTS, ...known, provider, model };
  throw new GateError(
    'input-invalid',
    `The provider "${provider}" is not known. Use one of ${PROVIDER_NAMES.join(', ')}, or set base-url to its OpenAI-compatible endpoint.`,
  );
}

const DEFAULTS = {
  protocol: 'openai-chat' as const,
  keyEnv: null,
  allowPlainHttp: false,
  outputLimitKey: 'max_tokens' as const,
  needsKey: true,
};

function splitModel(name: string): { readonly provider: string; readonly model: string } {
  if (name.trim() === '') {
    throw new GateError(
      'model-missing',
      'No model was named. Set model, such as anthropic/claude-sonnet-4-5.',
    );
  }
  const parts = /^([\w.-]{1,64})\/([\x21-\x7e]{1,200})$/u.exec(name.trim());
  const [, provider, model] = parts ?? [];
  if (provider !== undefined && model !== undefined) return { provider, model };
  throw new GateError(
    'input-invalid',
    'The model must have the form provider/model, such as anthropic/claude-sonnet-4-5.',
  );
}

function parseBaseUrl(text: string): Pick<Provider, 'upstream' | 'allowPlainHttp'> {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw wrongBase('must be a full http or https address, such as http://127.0.0.1:11434/v1');
  }
  if (url.username !== '' || url.password !== '') throw wrongBase('must not hold a user name or password');
  if (url.search !== '' || url.hash !== '') throw wrongBase('must not hold a query or a fragment');
  const path = url.pathname.replace(/\/+$/u, '');
  if (/\/(?:chat\/completions|messages)$/u.test(path)) {
    throw wrongBase('must end before /chat/completions or /messages, which the gate adds');
  }
  return { upstream: `${url.origin}${path}`, allowPlainHttp: url.protocol === 'http:' };
}

function wrongBase(what: string): GateError {
  return new GateError('input-invalid', `The input base-url ${what}.`);
}
