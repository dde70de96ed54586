import { GateError } from '../errors.ts';
import { nearest } from '../policy/nearest.ts';
import type { BrokerSettings, Protocol } from './broker.ts';
import { type BaseUrl, parseBaseUrl } from './parse-base-url.ts';
import { type Known, PROVIDERS } from './provider-table.ts';

/** Where a model is asked, and how. */
export type Provider = {
  readonly provider: string;
  /** The model's name as the provider knows it; may hold slashes. */
  readonly model: string;
  readonly protocol: Protocol;
  /** What differs from the protocol's usual way, for the broker's settings. */
  readonly settings: Pick<
    BrokerSettings,
    'upstream' | 'allowPlainHttp' | 'allowPrivate' | 'outputLimitKey' | 'asksUsage' | 'keyHeader'
  >;
  /** The npm package that speaks to it inside OpenCode, where it is not the protocol's usual one. */
  readonly sdk: string | null;
  /** The environment variables in which people keep this provider's key; empty for one that is not known. */
  readonly keyEnvs: readonly string[];
  /** False for an endpoint that the workflow named itself, and for one's own machine. */
  readonly needsKey: boolean;
  /** Takes the token of a GitHub job for a key. True for its own endpoint only, wherever `base-url` leads. */
  readonly takesJobToken: boolean;
};

export const PROVIDER_NAMES: readonly string[] = PROVIDERS.map(({ name }) => name);

/**
 * Looks up `provider/model`. With a base URL any provider's name will do, and one that is not known is taken as
 * OpenAI-compatible. Throws GateError `model-missing` or `input-invalid`.
 */
export function resolveProvider(name: string, baseUrl = ''): Provider {
  const { provider, model } = splitModel(name);
  const known = PROVIDERS.find((each) => each.name === provider) ?? stranger(provider);
  const isNamed = baseUrl.trim() !== '';
  const base = isNamed ? parseBaseUrl(baseUrl.trim(), known.basePath) : ownBase(known);
  const protocol = typeof known.protocol === 'string' ? known.protocol : known.protocol(model);
  checkModel(protocol, model);
  return {
    provider,
    model,
    protocol,
    settings: { ...base, allowPrivate: isNamed, ...habitsOf(known, model) },
    sdk: known.sdk ?? null,
    keyEnvs: known.keyEnvs,
    // A provider without an endpoint of its own is always named by the workflow, and wants its key all the same.
    needsKey: known.needsKey && (!isNamed || known.upstream === null),
    takesJobToken: known.takesJobToken === true && isSameOrigin(base.upstream, known.upstream),
  };
}

/** What nobody knows is OpenAI-compatible. */
function stranger(name: string): Known {
  return { name, protocol: 'openai-chat', upstream: null, keyEnvs: [], needsKey: false };
}

function ownBase({ name, upstream, basePath }: Known): BaseUrl {
  if (upstream !== null) return { upstream, allowPlainHttp: false };
  throw basePath === undefined ? unknownProvider(name) : baseMissing(name, basePath);
}

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

/** Google's routes are made of the model's name. */
function checkModel(protocol: Protocol, model: string): void {
  if (protocol !== 'google-generate' || /^\w[\w.-]*$/u.test(model)) return;
  throw new GateError(
    'input-invalid',
    'The name of a Google model has letters, digits, dots and dashes only, such as google/gemini-2.5-pro.',
  );
}

/** OpenAI's models that reason, under whatever endpoint, refuse the old name of the output's limit. */
const NEW_LIMIT = /(?:^|\/)(?:o\d|gpt-[5-9])/u;

function habitsOf({ asksUsage = true, keyHeader }: Known, model: string) {
  return {
    outputLimitKey: NEW_LIMIT.test(model) ? 'max_completion_tokens' : 'max_tokens',
    asksUsage,
    ...(keyHeader !== undefined && { keyHeader }),
  } as const;
}

function isSameOrigin(one: string, other: string | null): boolean {
  return other !== null && new URL(one).origin === new URL(other).origin;
}

function unknownProvider(provider: string): GateError {
  const near = nearest(provider, PROVIDER_NAMES);
  const remedy = near === null ? `Use one of ${PROVIDER_NAMES.join(', ')}` : `Did you mean ${near}? Use that`;
  return new GateError(
    'input-invalid',
    `The provider "${provider}" is not known. ${remedy}, or set base-url to its OpenAI-compatible endpoint.`,
  );
}

function baseMissing(provider: string, path: string): GateError {
  return new GateError(
    'input-invalid',
    `The provider ${provider} has no endpoint that all share. Set base-url to that of your resource; it ends in ${path}.`,
  );
}
