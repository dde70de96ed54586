import type { Responder } from '../../src/demo/model/conversations.ts';
import type { ReportedFinding } from '../../src/review/report.ts';
import type { Files } from '../adapters/git/make-repository.ts';
import type { Fault } from '../emulators/github/faults.ts';
import type { Github } from '../emulators/github/start-github.ts';
import type { Permissions } from '../emulators/github/tokens.ts';
import type { RunEvent } from '../emulators/runner/events.ts';
import type { Pull } from '../emulators/runner/pull.ts';
import type { RunningStep, StepResult } from '../emulators/runner/run-step.ts';

export const FAMILIES = [
  'Pull request',
  'Fork and bot',
  'Privileged',
  'Without a pull request',
  'Surfaces',
  'GitHub fails',
  'Review fails',
  'Lifecycle',
] as const;
export type Family = (typeof FAMILIES)[number];

/** What a scenario has to work with while it is set up and while it runs. */
export type Stage = { readonly pull: Pull; readonly github: Github; readonly running?: RunningStep };

/** One workflow run of the Action: everything that is not named is as for an ordinary pull request that passes. */
export type Scenario = {
  readonly family: Family;
  /** What is special about it, in a few words. */
  readonly title: string;
  readonly event?: (pull: Pull) => RunEvent;
  readonly files?: { readonly base?: Files; readonly head?: Files };
  /** Of the step; null takes a usual one away. */
  readonly inputs?: Readonly<Record<string, string | null>>;
  /** What the job's token may do; `contents: read` alone when absent. */
  readonly permissions?: Permissions;
  /** What the scripted model reports, or does instead; `off` when no review is asked for. */
  readonly review?: readonly ReportedFinding[] | Responder | 'off';
  readonly faults?: (stage: Stage) => readonly Fault[];
  readonly rate?: { readonly remaining: number; readonly resetInSeconds: number };
  /** `none`: no actions/checkout came before. */
  readonly checkout?: 0 | 1 | 'none' | 'base';
  /** Where the head lies on the server of the pull request; null for a fork that was deleted. */
  readonly headRepository?: string | null;
  /** Nobody answers at GITHUB_SERVER_URL, or at GITHUB_API_URL. */
  readonly unreachable?: 'server' | 'api';
  /** What people and other jobs did before. */
  readonly before?: (stage: Stage) => void;
  /** What happens while the model is asked, or when the log has this line. */
  readonly meanwhile?: (stage: Stage) => void | Promise<unknown>;
  readonly onLine?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly expected: Expected;
};

export type Expected = {
  readonly verdict: 'pass' | 'block' | 'inconclusive';
  /** The reasons' codes, as a set; none for a pass. */
  readonly codes?: readonly string[];
  /** What the API was told to change, and said that it did: `POST check-runs`. None when absent. */
  readonly writes?: readonly string[];
  /** Annotations as the runner keeps them, by level; not looked at when absent. */
  readonly annotations?: Readonly<Partial<Record<'error' | 'warning' | 'notice', number>>>;
  /** SIGKILL when the step did not end by itself. */
  readonly exit?: 'SIGKILL';
  /** What post ends with; 0 when absent. */
  readonly post?: number;
  /** Whatever else has to hold; answers what does not, or null. */
  readonly also?: (run: Run) => string | null;
};

/** What a run came to. */
export type Run = {
  readonly step: StepResult;
  readonly post: StepResult | null;
  readonly github: Github;
  readonly codes: readonly string[];
  readonly writes: readonly string[];
  /** Whether every bundle has a report and the coverage is complete. */
  readonly isReviewed: boolean;
};
