import type { KeyHeader, Protocol } from './broker.ts';

/** What one provider differs in. */
export type Known = {
  /** OpenCode's own name for it. */
  readonly name: string;
  /** One protocol, or the one that speaks for a model. */
  readonly protocol: Protocol | ((model: string) => Protocol);
  /** Its base; null when each customer has an own one, which `base-url` must name. */
  readonly upstream: string | null;
  /** The environment variables in which people keep its key, the first one found counts. */
  readonly keyEnvs: readonly string[];
  /** False for what runs on one's own machine. */
  readonly needsKey: boolean;
  /** Takes the token of a GitHub job for a key. */
  readonly takesJobToken?: true;
  /** Says its usage in every stream, and refuses to be asked for it. */
  readonly asksUsage?: boolean;
  /** Where the key is not in the protocol's own header. */
  readonly keyHeader?: KeyHeader;
  /** The npm package that speaks to it inside OpenCode, where it is not the protocol's usual one. */
  readonly sdk?: string;
  /** What `base-url` must end in; added to the bare address of a resource. */
  readonly basePath?: string;
  /** For people, in docs/providers.md. */
  readonly note?: string;
};

type More = Partial<Known>;

const spoken =
  (protocol: Known['protocol']) =>
  (name: string, upstream: string | null, keyEnvs: readonly string[], more: More = {}): Known => ({
    name,
    protocol,
    upstream,
    keyEnvs,
    needsKey: true,
    ...more,
  });

const chat = spoken('openai-chat');
const responses = spoken('openai-responses');
const messages = spoken('anthropic-messages');
const google = spoken('google-generate');

const GOOGLE_KEYS = ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY'];
const LOCAL = { needsKey: false, note: 'on the runner itself, or elsewhere with `base-url`' };

/**
 * Every provider that needs no `base-url`, and those whose `base-url` needs to be spoken to in an own way. Names,
 * addresses and variables are those of OpenCode's catalogue. Another one is one line.
 */
export const PROVIDERS: readonly Known[] = [
  messages('anthropic', 'https://api.anthropic.com/v1', ['ANTHROPIC_API_KEY']),
  responses('openai', 'https://api.openai.com/v1', ['OPENAI_API_KEY']),
  google('google', 'https://generativelanguage.googleapis.com/v1beta', GOOGLE_KEYS),
  chat('openrouter', 'https://openrouter.ai/api/v1', ['OPENROUTER_API_KEY'], {
    sdk: '@openrouter/ai-sdk-provider',
  }),
  chat('github-models', 'https://models.github.ai/inference', ['GITHUB_TOKEN', 'GH_TOKEN'], {
    takesJobToken: true,
    note: "the job's token will do, with `permissions: models: read`",
  }),
  responses('azure', null, ['AZURE_API_KEY', 'AZURE_OPENAI_API_KEY'], {
    keyHeader: 'api-key',
    basePath: '/openai/v1',
    note: '`base-url` is `https://RESOURCE.openai.azure.com/openai/v1`, the model is the deployment',
  }),
  spoken(zenProtocol)('opencode', 'https://opencode.ai/zen/v1', ['OPENCODE_API_KEY'], {
    note: "the protocol follows the model's name",
  }),
  chat('ollama', 'http://127.0.0.1:11434/v1', ['OLLAMA_API_KEY'], LOCAL),
  chat('vllm', 'http://127.0.0.1:8000/v1', ['VLLM_API_KEY'], LOCAL),
  chat('lmstudio', 'http://127.0.0.1:1234/v1', ['LMSTUDIO_API_KEY'], LOCAL),
  chat('llamacpp', 'http://127.0.0.1:8080/v1', ['LLAMACPP_API_KEY'], LOCAL),
  chat('ollama-cloud', 'https://ollama.com/v1', ['OLLAMA_API_KEY']),
  chat('groq', 'https://api.groq.com/openai/v1', ['GROQ_API_KEY']),
  chat('mistral', 'https://api.mistral.ai/v1', ['MISTRAL_API_KEY'], { asksUsage: false }),
  chat('deepseek', 'https://api.deepseek.com/v1', ['DEEPSEEK_API_KEY']),
  chat('xai', 'https://api.x.ai/v1', ['XAI_API_KEY']),
  chat('togetherai', 'https://api.together.xyz/v1', ['TOGETHER_API_KEY']),
  chat('fireworks-ai', 'https://api.fireworks.ai/inference/v1', ['FIREWORKS_API_KEY']),
  chat('cerebras', 'https://api.cerebras.ai/v1', ['CEREBRAS_API_KEY']),
  chat('deepinfra', 'https://api.deepinfra.com/v1/openai', ['DEEPINFRA_API_KEY']),
  chat('moonshotai', 'https://api.moonshot.ai/v1', ['MOONSHOT_API_KEY']),
  chat('zai', 'https://api.z.ai/api/paas/v4', ['ZHIPU_API_KEY']),
  chat('alibaba', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', ['DASHSCOPE_API_KEY']),
  messages('minimax', 'https://api.minimax.io/anthropic/v1', ['MINIMAX_API_KEY']),
  chat('nvidia', 'https://integrate.api.nvidia.com/v1', ['NVIDIA_API_KEY']),
  chat('huggingface', 'https://router.huggingface.co/v1', ['HF_TOKEN']),
  chat('vercel', 'https://ai-gateway.vercel.sh/v1', ['AI_GATEWAY_API_KEY']),
  chat('baseten', 'https://inference.baseten.co/v1', ['BASETEN_API_KEY']),
  chat('nebius', 'https://api.tokenfactory.nebius.com/v1', ['NEBIUS_API_KEY']),
  chat('scaleway', 'https://api.scaleway.ai/v1', ['SCALEWAY_API_KEY']),
];

/** OpenCode's own gateway offers each family of models in the protocol of its maker. */
function zenProtocol(model: string): Protocol {
  if (/^(?:gpt|grok|muse)-/u.test(model)) return 'openai-responses';
  if (model.startsWith('claude-')) return 'anthropic-messages';
  return model.startsWith('gemini-') ? 'google-generate' : 'openai-chat';
}
