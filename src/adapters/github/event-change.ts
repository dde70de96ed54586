import { z } from 'zod';
import { GateError } from '../../errors.ts';

/** What an event asks to judge. All strings come from the webhook payload, so they are foreign but for their shape. */
export type EventChange = {
  /** The pull request that the event is about; null for one that is about none. */
  readonly pull: number | null;
  /** Full commit id, pinned by the event. */
  readonly head: string;
  /** Where the head lives on the server, to see whether it moved; null when the event has no such name. */
  readonly headRef: string | null;
  /** The base branch on the server, to take the merge base with; null when `base` says it all. */
  readonly baseRef: string | null;
  /** Full commit id when the event itself fixes the base (merge group, push); never `pull_request.base.sha`, which goes stale. */
  readonly base: string | null;
  readonly fork: boolean;
  /** Runs with the base repository's secrets although the change may be a stranger's. */
  readonly privileged: boolean;
  /** Opened by Dependabot, whose runs have secrets of their own and by default a token that only reads. */
  readonly dependabot: boolean;
};

export const Sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u);
export const BranchName = z.string().min(1).max(1024);
/** `owner/name`; also part of an address of the API. */
export const RepositoryName = z.string().regex(/^(?:(?!\.{1,2}(?:\/|$))[\w.-]{1,100}(?:\/(?=.)|$)){2}$/u);

/** Git's name of a commit that is not there. */
export const isNothing = (sha: string) => /^0+$/u.test(sha);

/** What most events have in common. */
export const ORDINARY = {
  pull: null,
  headRef: null,
  fork: false,
  privileged: false,
  dependabot: false,
} as const;

/** Throws GateError `input-invalid` for a payload that is not what GitHub documents. */
export function parsePayload<T>(schema: z.ZodType<T>, payload: unknown, name: string): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new GateError(
    'input-invalid',
    `The ${name} payload is not what GitHub documents (wrong or missing: ${where}).`,
  );
}

/** The event is one of those that name a change, and this time it names none. */
export function noChange(message: string): GateError {
  return new GateError('event-unsupported', message);
}
