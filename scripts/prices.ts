// Writes the tables of src/broker/prices/ from what the pinned OpenCode brings along: the figures of models.dev at the
// time of its release. Nothing is fetched.  node scripts/prices.ts
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OPENCODE_VERSION } from '../src/adapters/opencode/pins.ts';

const root = join(import.meta.dirname, '..');
const OPENCODE = join(root, 'node_modules/opencode-linux-x64/bin/opencode');

/** OpenCode lists a provider only when there is a key for it. */
const KEYS = {
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
  google: 'GEMINI_API_KEY',
  deepseek: 'DEEPSEEK_API_KEY',
  mistral: 'MISTRAL_API_KEY',
  xai: 'XAI_API_KEY',
  groq: 'GROQ_API_KEY',
  cerebras: 'CEREBRAS_API_KEY',
  moonshotai: 'MOONSHOT_API_KEY',
  zai: 'ZHIPU_API_KEY',
  openrouter: 'OPENROUTER_API_KEY',
  togetherai: 'TOGETHER_API_KEY',
  'fireworks-ai': 'FIREWORKS_API_KEY',
  deepinfra: 'DEEPINFRA_API_KEY',
} as const;

const TABLES = {
  vendors: [
    'anthropic',
    'openai',
    'google',
    'deepseek',
    'mistral',
    'xai',
    'groq',
    'cerebras',
    'moonshotai',
    'zai',
  ],
  openrouter: ['openrouter'],
  hosts: ['togetherai', 'fireworks-ai', 'deepinfra'],
} as const;

/** Of the hundreds that OpenRouter lists, those whose models people review with. */
const OPENROUTER =
  /^(?:anthropic|openai|google|deepseek|x-ai|mistralai|moonshotai|z-ai|qwen|minimax|meta-llama)\//u;

type Cost = {
  readonly input: number;
  readonly output: number;
  readonly cache: { readonly read: number; readonly write: number };
};
type Model = {
  readonly id: string;
  readonly providerID: string;
  readonly api: { readonly id: string };
  readonly cost: Cost & { readonly tiers?: readonly (Cost & { readonly tier: { readonly size: number } })[] };
  readonly capabilities: { readonly toolcall: boolean };
  readonly release_date: string;
};

const models = readModels();
const newest =
  models
    .map((model) => model.release_date)
    .sort()
    .at(-1) ?? '';
for (const [name, providers] of Object.entries(TABLES)) {
  writeFileSync(join(root, 'src/broker/prices', `${name}.ts`), renderTable(name, providers));
}
writeFileSync(
  join(root, 'src/broker/prices/as-of.ts'),
  `/** Whose figures these are, and the release of the newest model among them. Written by scripts/prices.ts. */
export const PRICES_AS_OF = 'models.dev ${newest}';
`,
);

function readModels(): readonly Model[] {
  const home = mkdtempSync(join(tmpdir(), 'prices-'));
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    ...Object.fromEntries(Object.values(KEYS).map((key) => [key, 'none'])),
  };
  const options = { env, cwd: home, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 } as const;
  const text = execFileSync(OPENCODE, ['models', '--verbose', '--pure'], options).toString();
  rmSync(home, { recursive: true, force: true });
  const parts = text.split(/^(?=[a-z0-9-]+\/\S+$)/mu).filter((part) => part.includes('{'));
  return parts.map((part) => JSON.parse(part.slice(part.indexOf('\n'))) as Model);
}

function renderTable(name: string, providers: readonly string[]): string {
  const lines = providers.flatMap((provider) => [`[${provider}]`, ...rowsOf(provider)]);
  return `// Written by scripts/prices.ts from what OpenCode ${OPENCODE_VERSION} brings along; do not edit.

/** US dollars per million tokens: model, input, output, cached, written to a cache; after ">" the same for longer inputs. */
export const ${name.toUpperCase()} = \`
${lines.join('\n')}
\`;
`;
}

function rowsOf(provider: string): readonly string[] {
  return models
    .filter((model) => model.providerID === provider && isListed(model))
    .map(({ id, cost }) => {
      // With several steps the dearest one holds from the first step on: too much is counted, never too little.
      const first = cost.tiers?.map(({ tier }) => tier.size).sort((a, b) => a - b)[0];
      const dearest = cost.tiers?.toSorted((a, b) => b.input - a.input)[0];
      const long = dearest === undefined ? '' : ` > ${first} ${ratesOf(dearest)}`;
      return `${id} ${ratesOf(cost)}${long}`;
    });
}

/** A price of nothing at all is one that nobody wrote down; another id at the provider is a mode that we cannot ask for. */
function isListed({ id, api, providerID, cost, capabilities }: Model): boolean {
  const isPriced = cost.input > 0 || cost.output > 0;
  const isWanted = providerID !== 'openrouter' || OPENROUTER.test(id);
  return isPriced && isWanted && capabilities.toolcall && api.id === id && !/[\s`$\\]/u.test(id);
}

/** Where no price of a cache is known, it costs as much as without one. */
function ratesOf({ input, output, cache }: Cost): string {
  return [input, output, cache.read || input, cache.write || '-'].join(' ');
}
