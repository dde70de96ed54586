import type { Change, ObjectId, Range } from '../change/change.ts';
import { GateError, reasonOf } from '../errors.ts';
import { type Policy, parsePolicy } from '../policy/parse-policy.ts';
import type { Ports } from '../ports.ts';
import { counted } from '../report/place.ts';
import type { FailOn } from '../verdict/finding.ts';
import { sha256 } from './sha256.ts';

/** What one run is asked to judge. Everything here comes from the workflow or the command line, never from the head. */
export type Request = {
  readonly base: string;
  readonly head: string;
  /** Path of the policy in the base commit. */
  readonly policyPath: string;
  /** A policy from outside the repository (`--policy FILE` of the command line) wins over the path. */
  readonly policyBytes: Uint8Array | null;
  readonly review: 'required' | 'off';
  /** Audits the head as if nothing had been there before, so that every finding counts. */
  readonly againstNothing: boolean;
  /** An agent of the base commit whose prompt guides the review; empty for the built-in reviewer. */
  readonly agent: string;
  /** Null leaves the threshold to the policy. */
  readonly failOn: FailOn | null;
  /** ISO date of the run (YYYY-MM-DD, UTC): decides which policy entries have expired. */
  readonly today: string;
  /** Random per run: fences untrusted text in the brief. */
  readonly fence: string;
  readonly signal: AbortSignal;
  /** What people must know about where the gate runs: our words, one sentence each. */
  readonly notes?: readonly string[];
  /** What runs this gate, for the trail. */
  readonly self?: {
    readonly versions: Readonly<Record<string, string>>;
    readonly sha256: Readonly<Record<string, string>>;
  };
};

/** The pinned change and the policy that judges it. */
export type Subject = {
  readonly range: Range;
  /** The base as it is now: whoever opens a pull request chooses the merge base, and nothing of its judgement. */
  readonly tip: ObjectId;
  readonly change: Change;
  readonly policy: Policy;
  readonly failOn: FailOn;
};

/** Pins both commits, then reads the policy from the base and the change between them. */
export async function readSubject(request: Request, ports: Ports): Promise<Subject> {
  const { self = { versions: {}, sha256: {} } } = request;
  ports.trail.record({ kind: 'run-start', ...self });
  ports.progress.step('Reading the change');
  const { tip, ...range } = await ports.repository.resolveRange(request.base, request.head);
  const policy = await readPolicy(tip, request, ports);
  const change = await ports.repository.readChange(range);
  const hunks = change.files.reduce((sum, file) => sum + file.hunks.length, 0);
  ports.trail.record({ kind: 'change', ...range, tip, files: change.files.length, hunks });
  ports.progress.step(`Change: ${counted(change.files.length, 'file')}, ${counted(hunks, 'hunk')}`);
  return { range, tip, change, policy, failOn: request.failOn ?? policy.review.failOn };
}

async function readPolicy(tip: ObjectId, request: Request, { repository, trail }: Ports): Promise<Policy> {
  const bytes = request.policyBytes ?? (await readFromBase(tip, request.policyPath, repository));
  const from = request.policyBytes !== null ? 'file' : bytes === null ? 'default' : 'base';
  const digest = bytes === null ? {} : { sha256: await sha256(bytes) };
  const path = from === 'file' ? '' : request.policyPath;
  trail.record({ kind: 'policy', from, path, ...digest });
  return parsePolicy(bytes, request.policyPath);
}

async function readFromBase(tip: ObjectId, path: string, repository: Ports['repository']) {
  try {
    return await repository.readFile(tip, path);
  } catch (cause) {
    const message = `The policy could not be read from the base commit: ${reasonOf(cause).message}`;
    throw new GateError('policy-unreadable', message, { cause });
  }
}
