import { readFileSync } from 'node:fs';
import type { TrailEvent } from '../../../src/trail/event.ts';
import type { Files } from '../../adapters/git/make-repository.ts';
import { pullRequestEvent } from '../../emulators/runner/events.ts';
import { type GitServer, startGitServer } from '../../emulators/runner/git-server.ts';
import { type CheckoutOptions, checkout, makePull, type Pull } from '../../emulators/runner/pull.ts';
import { runStep, type StepOptions, type StepResult } from '../../emulators/runner/run-step.ts';
import type { Place } from './place.ts';

/** Pull request 7 on a server, and the workspace of a job that was started for it. */
export type Served = { readonly pull: Pull; readonly server: GitServer; readonly workspace: string };

export type ServeOptions = {
  readonly base?: Files;
  readonly head: Files;
  /** What main got after the pull request parted from it. */
  readonly meanwhile?: Files;
  readonly checkout?: Omit<CheckoutOptions, 'server'>;
  /** Runs while a client of the server waits for its answer. */
  readonly onRequest?: (pull: Pull) => void;
};

/** An agent that may do everything: what the audit blocks whenever a pull request brings it. */
export const WIDE = { 'opencode.json': '{ "permission": "allow" }\n' } as const;

export async function serve(place: Place, options: ServeOptions): Promise<Served> {
  const { base = {}, head, meanwhile = {}, onRequest } = options;
  const pull = makePull(place, { base, head, meanwhile });
  const server = await startGitServer(place, {
    directory: pull.repository.directory,
    ...(onRequest === undefined ? {} : { onRequest: () => onRequest(pull) }),
  });
  const taken = options.checkout ?? { depth: 0 };
  return { pull, server, workspace: checkout(place, pull, { ...taken, server: server.url }) };
}

/** The whole Action on it, without a review unless the inputs ask for one. */
export function runGate(
  place: Place,
  { pull, server, workspace }: Served,
  options: Partial<StepOptions> = {},
): Promise<StepResult> {
  const usual = { event: pullRequestEvent(pull), workspace, server: server.url, inputs: { review: 'off' } };
  return runStep(place, { ...usual, ...options });
}

/** The inputs of a review by a model of this place. */
export function askedOf(url: string, key = 'sk-of-the-case-0123456789'): Readonly<Record<string, string>> {
  return { model: 'local/scripted', 'base-url': `${url}/v1`, 'api-key': key };
}

/** What a branch protection would let through. */
export function isGreen({ exitCode, outputs }: StepResult): boolean {
  return exitCode === 0 || outputs['verdict'] === 'pass';
}

/** Everything that later steps and people get to see. */
export function shownBy(step: StepResult): string {
  return [step.stdout, step.stderr, step.summary ?? '', JSON.stringify(step.outputs)].join('\n');
}

/** The commits that were compared, as the trail has them; null when it never came to that. */
export function comparedBy({ outputs }: StepResult): { readonly base: string; readonly head: string } | null {
  const lines = readFileSync(outputs['trail-file'] ?? '', 'utf8')
    .split('\n')
    .slice(0, -1);
  const events = lines.map((line) => JSON.parse(line) as TrailEvent);
  const change = events.find((event) => event.kind === 'change');
  return change === undefined ? null : { base: change.base, head: change.head };
}

/** The reasons of the verdict, for the message of a case that could not be carried out. */
export function whyOf(step: StepResult): string {
  return `exit code ${step.exitCode}: ${step.stdout.slice(-600)}${step.stderr.slice(-300)}`;
}
