import type { FoundSecret } from './audit/secrets.ts';
import type { Change, ObjectId, Path, Pinned, Range } from './change/change.ts';
import type { Person, Said } from './contest/said.ts';
import type { Reason } from './errors.ts';
import type { AssetFile } from './opencode/asset.ts';
import type { Policy } from './policy/policy.ts';
import type { Placeholders } from './review/placeholders.ts';
import type { Turn } from './review/turn.ts';
import type { Trail } from './trail/event.ts';
import type { Outcome, Usage } from './verdict/verdict.ts';

/** A git repository, read only. Every method throws GateError; nothing of the repository is ever executed. */
export type Repository = {
  /** Pins head and base, finds the merge base; fetches what a shallow clone lacks or says what to set in the workflow. */
  resolveRange(base: string, head: string): Promise<Pinned>;
  /** The object id that the head's name points to now; differs from the pinned one when the head moved. */
  currentHead(): Promise<ObjectId>;
  readChange(range: Range): Promise<Change>;
  /** Null when the path does not exist at that commit. */
  readFile(commit: ObjectId, path: Path): Promise<Uint8Array | null>;
  /** Every file of the commit whose path `select` accepts; bytes are capped at 1 MiB a file. */
  readFiles(commit: ObjectId, select: (path: Path) => boolean): Promise<readonly AssetFile[]>;
  /** Whether a commit is one of those that the pull request brings: reachable from the head, not from the base. */
  brings(range: Range, commit: ObjectId): Promise<boolean>;
  /**
   * Materialises the commit as plain files in a private directory, with placeholders in place of credentials, and
   * without what `hides` names.
   */
  writeView(
    commit: ObjectId,
    change: Change,
    placeholders?: Placeholders,
    hides?: (path: Path) => boolean,
  ): Promise<View>;
};

/** The head as plain files. `leftOut` is the ledger of what is not there. */
export type View = {
  readonly directory: string;
  /** Repository path → path inside the view, for every file that has another name there. */
  readonly renamed: ReadonlyMap<Path, string>;
  readonly leftOut: readonly { readonly path: Path; readonly why: string }[];
  remove(): Promise<void>;
};

/** Runs the reviewer. Built on a sandbox; cannot start a process by itself. */
export type Agent = {
  /** Proves the sandbox and starts what a session needs. Throws GateError when no review can take place. */
  prepare(view: View, terms: ReviewTerms): Promise<void>;
  /** One conversation about one bundle. */
  open(bundle: number): Promise<AgentSession>;
  /** Ends every conversation and tells what all of them together came to; complete only now. */
  settle(): Promise<Settled>;
  /** Ends every process that was started; safe to call at any time and more than once. */
  close(): Promise<void>;
};

/** `trouble` makes the review inconclusive whatever the conversations said. */
export type Settled = { readonly usage: Usage; readonly trouble: Reason | null };

/** What the base commit decides about the run: the policy's limits, and whose prompt guides it (null: the built-in). */
export type ReviewTerms = {
  readonly limits: Policy['limits'];
  readonly reviewer: { readonly name: string; readonly prompt: string } | null;
};

export type AgentSession = {
  /** The directory where this session's agent sees the view. */
  readonly view: string;
  /** One turn. Failures of the run are data (`outcome: 'failed'`), not exceptions. */
  ask(text: string): Promise<Turn>;
  close(): Promise<void>;
};

/** Puts an outcome where people see it; throws GateError `publish-failed` when a wanted surface refused it. */
export type Publisher = { publish(outcome: Outcome): Promise<void> };

/** Finds credentials by their shape; looks at nothing but the texts. One list for each text, in their order. */
export type SecretScanner = {
  find(
    texts: readonly { readonly path: Path; readonly text: string }[],
  ): Promise<readonly (readonly FoundSecret[])[]>;
};

/** The pull request as the place where people accept findings. Reads only; never throws for what GitHub refuses. */
export type Contest = {
  /** What was said there; or, in words of ours, why it could not be read. */
  said(wanted: { readonly comments: boolean; readonly label: boolean }): Promise<Said | { unread: string }>;
  /** The person's role in the repository; null when GitHub does not tell. */
  roleOf(who: Person): Promise<string | null>;
  /** Null when GitHub does not tell, which is also its answer about people who are in no team. */
  isMember(who: Person, team: { readonly org: string; readonly slug: string }): Promise<boolean | null>;
};

/** One line for a person who waits. Never part of the result. */
export type Progress = { step(text: string): void };

export type Ports = {
  readonly repository: Repository;
  readonly agent: Agent;
  readonly publisher: Publisher;
  readonly secrets: SecretScanner;
  readonly trail: Trail;
  readonly progress: Progress;
  /** Absent where there is no pull request: then nobody can accept anything there. */
  readonly contest?: Contest;
  /** Hex digest of a text, for fingerprints. */
  readonly hash: (text: string) => string;
};
