import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broker } from '../../broker/broker.ts';
import { type Provider, resolveProvider } from '../../broker/providers.ts';
import { GateError } from '../../errors.ts';
import type { ReviewTerms, View } from '../../ports.ts';
import { type Permission, REVIEWER_TOOLS, renderAgentConfig } from '../../review/agent-config.ts';
import { renderReviewerPrompt } from '../../review/reviewer-prompt.ts';
import { openTurns } from '../../sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../sandbox/limits.ts';
import { proveSandbox } from '../../sandbox/prove-sandbox.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Trail } from '../../trail/event.ts';
import { checkKey } from '../broker/check-key.ts';
import { readWay, type Way } from '../broker/read-way.ts';
import { startBroker } from '../broker/start-broker.ts';
import { readDeciders } from './deciders.ts';
import type { Found } from './find-opencode.ts';
import { OPENCODE_VERSION } from './pins.ts';
import { priceRun, type RunPrice } from './price-run.ts';
import { TOOL_SIGNS } from './tool-signs.ts';

export type PrepareRequest = {
  readonly inputs: {
    readonly model: string;
    readonly 'base-url': string;
    readonly 'ca-file'?: string;
    readonly proxy?: string;
    readonly sandbox: string;
  };
  readonly apiKey: string;
  readonly trail: Trail;
  /** A private directory that may be filled. */
  readonly state: string;
  readonly dist: string;
  /** Milliseconds for the whole review. */
  readonly totalMs: number;
  readonly executables: Promise<Found>;
  /** For tests of a hijacked agent only. */
  readonly permission?: Permission;
  readonly tools?: readonly string[];
  /** Aborts when nobody waits for the preparation any more. */
  readonly signal: AbortSignal;
  /** Told at once what must be closed, also when the rest fails. */
  readonly opened: (broker: Broker) => void;
};

/** What every conversation of a run shares. */
export type Prepared = { readonly sandbox: Sandbox; readonly broker: Broker; readonly agent: string };

/** Tokens; a common denominator of the models that review well. The broker clamps what is asked for. */
const CONTEXT_TOKENS = 200_000;
const OUTPUT_TOKENS = 16_000;
/** Below 4 GiB of data JavaScriptCore works around what it cannot reserve: three times the time, and crashes. */
const LIMITS = { ...DEFAULT_LIMITS, dataBytes: Math.max(DEFAULT_LIMITS.dataBytes, 8 * 1024 ** 3) };
/** One model call, in milliseconds. */
export const CALL_MS = 300_000;

/**
 * Everything that must stand before the first question: the executables and their bytes, the broker with the key,
 * the sandbox with its proof, OpenCode's configuration. Throws GateError with the reason why there is no review.
 */
export async function prepareRun(request: PrepareRequest, view: View, terms: ReviewTerms): Promise<Prepared> {
  const { inputs, trail, dist, executables } = request;
  const provider = resolveProvider(inputs.model, inputs['base-url']);
  const way = readWay(inputs);
  await checkKey(provider, request.apiKey, way.proxy !== undefined);
  const money = priceRun(provider, terms.limits);
  const prompt = renderReviewerPrompt(terms.reviewer?.prompt ?? null);
  const directory = await makeDirectory(request.state);
  const config = join(directory, CONFIG);
  const found = await executables;
  const mounts = {
    view: view.directory,
    opencode: found.opencode,
    ripgrep: found.ripgrep,
    node: process.execPath,
    relay: join(dist, 'relay', 'index.js'),
    config,
    brokerSocket: join(directory, 'broker.sock'),
  };
  const [broker, sandbox, checked, around] = await allOf([
    openBroker({ ...request, directory, prompt, money, way }, provider, terms),
    proveSandbox({
      name: inputs.sandbox,
      mounts,
      limits: LIMITS,
      record: (report) => trail.record({ kind: 'rung', ...report }),
    }),
    found.checked,
    readDeciders(dist, request.signal),
  ]);
  const agent = `reviewer-${randomBytes(6).toString('hex')}`;
  const { permission } = request;
  const parts = {
    protocol: provider.protocol,
    sdk: provider.sdk,
    model: provider.model,
    context: CONTEXT_TOKENS,
    output: OUTPUT_TOKENS,
    token: broker.token,
    agent,
    prompt,
    view: sandbox.inside.view,
    ...(permission === undefined ? {} : { permission }),
  };
  await writeConfig(config, renderAgentConfig(parts));
  trail.record({
    kind: 'run-start',
    versions: {
      ...around.versions,
      opencode: checked.isPinned ? OPENCODE_VERSION : 'unpinned',
      reviewer: terms.reviewer?.name ?? 'built-in',
      prices: money.priced?.source ?? 'none, so that dollars are not limited',
    },
    sha256: {
      ...around.sha256,
      opencode: checked.opencode.sha256,
      ripgrep: checked.ripgrep.sha256,
      prompt: sha256(prompt),
      // Without what is random in each run: the token, and the name of the agent.
      config: sha256(renderAgentConfig({ ...parts, token: '', agent: 'reviewer' })),
      ...(terms.reviewer === null ? {} : { agent: sha256(terms.reviewer.prompt) }),
    },
  });
  if (!checked.isPinned) await checkVersion(sandbox, request.signal);
  return { sandbox, broker, agent };
}

const CONFIG = 'opencode.json';

/** With an empty configuration in it, for the sandbox to be proven with. */
async function makeDirectory(state: string): Promise<string> {
  const directory = await mkdtemp(join(state, 'run-')).catch(noRoom);
  await writeConfig(join(directory, CONFIG), '{}');
  return directory;
}

async function writeConfig(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch(noRoom);
}

function noRoom(cause: unknown): never {
  const message =
    'The private directory of the run cannot be written. Free some disk space, or set TMPDIR to a writable place.';
  throw new GateError('state-unwritable', message, { cause });
}

type BrokerRequest = PrepareRequest & {
  readonly directory: string;
  /** The system prompt that every call must show. */
  readonly prompt: string;
  readonly money: RunPrice;
  readonly way: Way;
};

async function openBroker(request: BrokerRequest, provider: Provider, { limits }: ReviewTerms) {
  const { apiKey, dist, directory, trail, totalMs, prompt, money, way } = request;
  const { protocol, model } = provider;
  const { requests, requestsPerMinute, inputTokens, outputTokens } = limits;
  const { costUsd, priced } = money;
  // An agent that a test gives more than a review needs shows something else.
  const isOurs = request.tools === undefined && request.permission === undefined;
  const broker = await startBroker({
    bundle: join(dist, 'broker', 'index.js'),
    node: process.execPath,
    directory,
    trail,
    settings: {
      ...provider.settings,
      ...way,
      protocol,
      key: apiKey,
      models: [model],
      tools: request.tools ?? REVIEWER_TOOLS,
      maxOutputTokens: OUTPUT_TOKENS,
      budgets: { requests, requestsPerMinute, inputTokens, outputTokens, costUsd, callMs: CALL_MS, totalMs },
      price: priced?.price ?? null,
      ...(isOurs && { offer: { prompt, tools: TOOL_SIGNS } }),
    },
  });
  request.opened(broker);
  return broker;
}

/** Like Promise.all, but nothing is left running behind a failure. */
async function allOf<T extends readonly unknown[]>(
  work: {
    readonly [K in keyof T]: Promise<T[K]>;
  },
): Promise<{ -readonly [K in keyof T]: T[K] }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

/** Longest wait for the version, in milliseconds; it takes about 1,000. */
const VERSION_MS = 30_000;

/** Runs the OpenCode that the workflow brought once, in the sandbox, before anything of the change is asked. */
async function checkVersion(sandbox: Sandbox, signal: AbortSignal): Promise<void> {
  const turns = openTurns(sandbox.start());
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VERSION_MS)]);
  const end = () => void turns.close().catch(() => undefined);
  limit.addEventListener('abort', end, { once: true });
  if (limit.aborted) end();
  let out = '';
  try {
    const take = (text: string) => {
      out = (out + text).slice(0, 1000);
    };
    const exit = await turns
      .run({ args: ['--version'], stdin: '' }, { onOut: take, onErr: () => undefined })
      .catch((error: unknown) => {
        if (limit.aborted) return null;
        throw error;
      });
    if (exit?.code === 0 && out.trim() === OPENCODE_VERSION) return;
  } finally {
    limit.removeEventListener('abort', end);
    await turns.close();
  }
  const version = /^\d+\.\d+\.\d+[\w.-]{0,20}$/u.exec(out.trim())?.[0] ?? null;
  throw new GateError(
    'opencode-version',
    `The OpenCode at opencode-path ${version === null ? 'does not tell its version' : `is version ${version}`}; this gate knows ${OPENCODE_VERSION} only. Name the native executable of that version, or leave opencode-path empty.`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
