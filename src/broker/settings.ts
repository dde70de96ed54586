import { z } from 'zod';
import type { BrokerSettings } from './broker.ts';

/** The settings with every default filled in. */
export type Settings = z.output<typeof SCHEMA>;

/** A socket's path must fit into sockaddr_un (108 bytes with its zero). */
export const SOCKET_BYTES = 100;

/** Of all certificates together; a machine's whole list has some 220,000. */
export const CA_CHARACTERS = 524_288;

const count = z.int().positive();

const BUDGETS = z.strictObject({
  requests: count,
  requestsPerMinute: count,
  inputTokens: count,
  outputTokens: count,
  costUsd: z.number().positive(),
  callMs: count,
  totalMs: count,
  concurrent: count.default(2),
  connectMs: count.default(10_000),
  idleMs: count.default(120_000),
});

const dollars = z.number().nonnegative().max(1e6);

const RATES = {
  input: dollars,
  output: dollars,
  cached: dollars,
  written: z.exactOptional(dollars),
};

const OFFER = z.strictObject({
  prompt: z.string().min(1),
  tools: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/u)),
});

const SCHEMA = z
  .strictObject({
    protocol: z.enum(['openai-chat', 'openai-responses', 'anthropic-messages', 'google-generate']),
    upstream: z.url({ protocol: /^https?$/u }).refine(isPlainBase),
    allowPlainHttp: z.boolean().default(false),
    allowPrivate: z.boolean().default(false),
    ca: z.string().max(CA_CHARACTERS).optional(),
    proxy: z.string().refine(isProxy).optional(),
    key: z.string().refine(isKey),
    token: z.string().regex(/^[\x21-\x7e]{32,256}$/u),
    socket: z.string().refine((path) => path.startsWith('/') && Buffer.byteLength(path) <= SOCKET_BYTES),
    models: z.array(z.string().min(1).max(256)).min(1).max(16),
    tools: z.array(z.string().regex(/^[\w-]{1,64}$/u)).max(64),
    offer: z.exactOptional(OFFER),
    maxOutputTokens: count,
    outputLimitKey: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
    asksUsage: z.boolean().default(true),
    keyHeader: z.exactOptional(z.enum(['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'])),
    budgets: BUDGETS,
    price: z
      .strictObject({ ...RATES, long: z.exactOptional(z.strictObject({ ...RATES, over: count })) })
      .nullable(),
  })
  .refine((settings) => isTransportAllowed(settings.upstream, settings.allowPlainHttp))
  // Its routes are made of the models' names.
  .refine(({ protocol, models }) => protocol !== 'google-generate' || models.every(isPathName));

/**
 * Reads the one line of settings. Answers null, without a reason, when anything is wrong with it: a reason could
 * quote the key.
 */
export function parseSettings(line: string): Settings | null {
  const parsed = SCHEMA.safeParse(parseJson(line));
  return parsed.success ? parsed.data : null;
}

/** What the parent writes; kept beside the reader so that the two cannot drift apart unnoticed. */
export function renderSettings(settings: BrokerSettings): string {
  return `${JSON.stringify(settings)}\n`;
}

/** Printable ASCII in one line, for the key becomes a header; empty when the endpoint needs none. */
export function isKey(text: string): boolean {
  return /^[\x21-\x7e]{0,4096}$/u.test(text);
}

/** An http address of a machine and nothing more: no credential, which others could read in a process list. */
export function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  return protocol === 'http:' && pathname === '/' && `${username}${password}${search}${hash}` === '';
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isPathName(model: string): boolean {
  return /^\w[\w.-]*$/u.test(model);
}

function isPlainBase(upstream: string): boolean {
  // zod asks this also about what it has found not to be an address.
  if (!URL.canParse(upstream)) return false;
  const url = new URL(upstream);
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

function isTransportAllowed(upstream: string, allowPlainHttp: boolean): boolean {
  if (!URL.canParse(upstream)) return false;
  const url = new URL(upstream);
  return url.protocol === 'https:' || allowPlainHttp || isLoopback(url.hostname);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/u.test(host);
}
