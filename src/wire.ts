import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type GitSource, gitRepository } from './adapters/git/git-repository.ts';
import { hash } from './adapters/hash.ts';
import { opencodeAgent } from './adapters/opencode/opencode-agent.ts';
import { secretScanner } from './adapters/secrets/secret-scanner.ts';
import { readSelf } from './adapters/self.ts';
import { VERSION } from './cli/version.ts';
import { type GateError, reasonOf } from './errors.ts';
import type { Request } from './gate/read-subject.ts';
import { undecided } from './gate/settle.ts';
import { gate } from './gate.ts';
import type { Inputs } from './inputs.ts';
import type { Agent, Contest, Progress, Publisher } from './ports.ts';
import type { Trail } from './trail/event.ts';
import type { Outcome } from './verdict/verdict.ts';

/** What differs between the Action and the command line; everything else is wired the same. */
export type Setting = {
  readonly inputs: Inputs;
  readonly source: GitSource;
  readonly base: string;
  readonly head: string;
  readonly againstNothing: boolean;
  /** A policy from outside the repository, or null to read it from the base commit. */
  readonly policyBytes: Uint8Array | null;
  readonly apiKey: string;
  /** Why no review can take place, when that is known from the start. */
  readonly refusal: GateError | null;
  readonly publisher: Publisher;
  readonly trail: Trail;
  readonly progress: Progress;
  /** Where people accept findings; absent without a pull request on a server. */
  readonly contest?: Contest;
  /** What people must know about where the gate runs. */
  readonly notes?: readonly string[];
  /** Aborts when the run is to end early: its reason is the GateError to report. */
  readonly signal: AbortSignal;
  /** A private directory that this run may fill; removed afterwards. */
  readonly state: string;
};

/** The bundles that run as processes of their own lie beside this one, in dist/. */
export const DIST = join(import.meta.dirname, '..', basename(import.meta.dirname) === 'src' ? 'dist' : '.');

/** After an abort everything is over and published before the runner's second signal comes, at 7.5 s. */
const GRACE_MS = 5_000;

/** Longest wait for the end of what was started; it takes some 10 ms. */
const CLOSE_MS = 1_500;

/** Runs the gate with the ordinary adapters. Never throws; ends within GRACE_MS of an abort even when a part hangs. */
export async function runGate(setting: Setting): Promise<Outcome> {
  const repository = gitRepository({ ...setting.source, temporary: setting.state });
  const agent = agentOf(setting);
  const published = gate(requestOf(setting), {
    ...setting,
    repository,
    agent,
    secrets: secretScanner(),
    hash,
  });
  try {
    return await Promise.race([published, afterGrace(setting)]);
  } finally {
    await Promise.race([Promise.allSettled([agent.close(), repository.close()]), lastMoment(setting.signal)]);
    await rm(setting.state, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** What cannot be ended is not waited for: the process ends soon, and the kernel ends what hangs on it. */
function lastMoment({ aborted }: AbortSignal): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, aborted ? CLOSE_MS : 10 * CLOSE_MS).unref());
}

function requestOf({ inputs, ...setting }: Setting): Request {
  return {
    ...setting,
    self: readSelf(VERSION, import.meta.filename),
    policyPath: inputs.policy,
    review: inputs.review,
    agent: inputs.agent,
    failOn: inputs['fail-on'] || null,
    today: new Date().toISOString().slice(0, 10),
    fence: randomBytes(12).toString('hex'),
  };
}

function agentOf(setting: Setting): Agent {
  const { refusal } = setting;
  if (refusal === null) return opencodeAgent({ ...setting, dist: DIST });
  const refuse = () => Promise.reject(refusal);
  return { prepare: refuse, open: refuse, settle: refuse, close: () => Promise.resolve() };
}

/** A part that does not end by itself must not keep the outcome from people: the partial one is published. */
async function afterGrace({ signal, publisher, trail }: Setting): Promise<Outcome> {
  await new Promise<void>((resolve) => {
    const wait = () => setTimeout(resolve, GRACE_MS).unref();
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
  const outcome = undecided(reasonOf(signal.reason));
  await publisher.publish(outcome).catch(() => undefined);
  try {
    trail.record({ kind: 'verdict', verdict: outcome.verdict, reasons: outcome.reasons });
  } catch {
    // Nothing is worse than `inconclusive`, and the run has no time left.
  }
  return outcome;
}
