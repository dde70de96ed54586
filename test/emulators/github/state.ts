import type { Side } from './hunks.ts';
import type { App } from './tokens.ts';

export type User = { readonly login: string; readonly type: 'User' | 'Bot' };

/** `role` is what GitHub calls `role_name`; a role of the organization's own making stands upon `base`. */
export type Person = {
  readonly type?: 'User' | 'Bot';
  readonly role: string;
  readonly base?: 'admin' | 'write' | 'read';
  /** Teams as `organization/slug`. */
  readonly teams?: readonly string[];
};

/** A pull request. Whatever a push, a person or the server changes may be set at any moment. */
export type Pull = {
  readonly number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  readonly author: User;
  readonly association: string;
  head: string;
  readonly headRef: string;
  /** `owner/name`; null for a fork that was deleted. */
  headRepository: string | null;
  baseRef: string;
  /** The base's tip when the fake is told so; null reads it from the repository. */
  baseSha: string | null;
  mergeSha: string | null;
  labels: string[];
};

export type Annotation = Readonly<Record<string, unknown>>;

export type CheckRun = {
  readonly id: number;
  readonly app: App;
  readonly name: string;
  readonly headSha: string;
  readonly externalId: string | null;
  readonly detailsUrl: string;
  /** The check run of a workflow's own job, which only GitHub changes. */
  readonly ofJob: boolean;
  status: string;
  conclusion: string | null;
  readonly startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Annotation[];
};

export type Review = {
  readonly id: number;
  readonly pull: number;
  readonly author: User;
  body: string;
  readonly state: 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'PENDING';
  readonly commit: string;
  readonly submittedAt: string | null;
};

export type ReviewComment = {
  readonly id: number;
  readonly pull: number;
  readonly review: number;
  readonly author: User;
  body: string;
  readonly path: string;
  /** Null for a comment on the whole file. */
  readonly line: number | null;
  readonly side: Side;
  readonly startLine: number | null;
  readonly startSide: Side | null;
  readonly commit: string;
  readonly hunk: string;
  readonly inReplyTo: number | null;
  readonly createdAt: string;
  updatedAt: string;
};

export type IssueComment = {
  readonly id: number;
  readonly pull: number;
  readonly author: User;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
};

/** What stands in the timeline beside comments and reviews. */
export type PullEvent = {
  readonly id: number;
  readonly pull: number;
  readonly createdAt: string;
} & (
  | { readonly event: 'labeled' | 'unlabeled'; readonly actor: User; readonly label: string }
  | { readonly event: 'committed'; readonly sha: string; readonly message: string }
  | { readonly event: 'head_ref_force_pushed'; readonly actor: User; readonly sha: string }
);

export type Sarif = {
  readonly id: string;
  readonly commit: string;
  readonly ref: string;
  readonly text: string;
};

export type State = {
  readonly repository: { readonly owner: string; readonly name: string; readonly private: boolean };
  /** The bare or plain repository of the server, where commits and hunks come from. */
  readonly directory: string | null;
  /** Files whose diff is too large for GitHub: they have no patch and take no comment on a line. */
  readonly withoutPatch: readonly string[];
  readonly people: Record<string, Person>;
  readonly pulls: Pull[];
  readonly checkRuns: CheckRun[];
  readonly reviews: Review[];
  readonly reviewComments: ReviewComment[];
  readonly issueComments: IssueComment[];
  readonly events: PullEvent[];
  readonly sarifs: Sarif[];
  readonly rate: { limit: number; remaining: number; reset: number };
  /** Whether the server's repository has a commit. */
  readonly isCommit: (sha: string) => boolean;
  /** A new id, larger than all before. */
  readonly nextId: () => number;
  /** A moment one second after the last one. */
  readonly now: () => string;
};
