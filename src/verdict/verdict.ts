import type { Path } from '../change/change.ts';
import type { Coverage } from '../change/coverage.ts';
import type { Reason } from '../errors.ts';
import type { FailOn, Finding, Severity } from './finding.ts';

export type Verdict = 'pass' | 'block' | 'inconclusive';

/** Counted from the provider's own usage reports; costUsd is 0 when no price is known. */
export type Usage = {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly costUsd: number;
};

/** What happens to a request: `pattern` when it depends on what is asked for. */
export type MatrixCell = 'allow' | 'ask' | 'deny' | 'pattern';

/** One agent's effective permission per key, for the matrix. */
export type MatrixRow = {
  readonly agent: string;
  /** The file that defines the agent, or `built-in`. */
  readonly origin: string;
  /** At the head; for an agent that is gone, at the base. */
  readonly cells: Readonly<Record<string, MatrixCell>>;
  /** Against the base; absent when there is nothing to compare with. */
  readonly status?: 'added' | 'removed' | 'changed' | 'same';
  /** The keys for which the agent may do something else than at the base, with what their cells were there. */
  readonly changed?: readonly string[];
  readonly before?: Readonly<Record<string, MatrixCell>>;
  /** Comes with OpenCode, and nothing in the repository changes it. */
  readonly untouched?: true;
};

export type AuditResult = {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly matrix: readonly MatrixRow[];
  readonly reasons: readonly Reason[];
};

export type ReviewResult = {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** What counts like `findings` and is not among them, because the policy shows no more; nobody can accept it. */
  readonly unshown?: readonly Severity[];
  /** Findings whose evidence occurs nowhere in the change. */
  readonly dropped: number;
  /** Findings whose line number was off and which moved to their evidence. */
  readonly relocated: number;
  readonly coverage: Coverage;
  readonly usage: Usage;
  readonly durationMs: number;
  readonly summary: string;
  readonly reasons: readonly Reason[];
};

/** The lines of one changed file that its diff shows, unchanged ones around a change included; ranges as git's. */
export type FileHunks = {
  readonly path: Path;
  readonly hunks: readonly {
    readonly baseStart: number;
    readonly baseLines: number;
    readonly headStart: number;
    readonly headLines: number;
  }[];
};

/** How a person can accept what blocks, on the pull request itself. */
export type ContestTerms = {
  /** What the comment begins with; null when the policy names no command. */
  readonly command: string | null;
  readonly label: string | null;
  readonly roles: readonly string[];
  /** Findings, by id, that take a code owner of their file: the names in CODEOWNERS, which may be none. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
};

/** What a run came to: the one object from which every output, surface and exit code is made. */
export type Outcome = {
  readonly verdict: Verdict;
  readonly range: { readonly base: string; readonly head: string } | null;
  readonly audit: AuditResult;
  readonly review: ReviewResult;
  readonly reasons: readonly Reason[];
  /** The threshold that was in force; it decides which findings are shown as blocking. */
  readonly failOn: FailOn;
  /** True when no policy file exists at the base and the safe defaults held. */
  readonly policyIsDefault: boolean;
  /** Where a comment on a line of the change can stand; empty when the change was not read. */
  readonly hunks: readonly FileHunks[];
  /** Absent when nobody can accept a finding on the pull request, or when nothing blocked. */
  readonly contest?: ContestTerms;
  /** What people must know besides the findings (an expired acceptance, a capped list): our words, one sentence each. */
  readonly notes: readonly string[];
};

/** 0 pass, 1 block, 2 inconclusive or wrong use. */
export function exitCodeOf(verdict: Verdict): 0 | 1 | 2 {
  switch (verdict) {
    case 'pass':
      return 0;
    case 'block':
      return 1;
    case 'inconclusive':
      return 2;
  }
}
