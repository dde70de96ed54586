import type { z } from 'zod';

/** `owner/name` and the number of the pull request that a run is about; null for an event without one. */
export type PullPlace = { readonly repository: string; readonly number: number | null };

/**
 * GitHub's REST API with one token. Routes are literal templates (`/repos/{owner}/{repo}/pulls/{pull_number}`), what
 * fills them is encoded. Answers are parsed: `schema` names every field that is used. Every method throws GithubRefusal
 * for an answer that is no success, or for none within the run's time, and GateError `github-failed` for an answer that
 * is not what its schema says. A request that GitHub's limits refused is sent again as soon as they allow it.
 */
export type GithubApi = {
  /** Repeated after a failure that may pass: reading changes nothing. */
  read<T>(route: string, fill: Fill, schema: z.ZodType<T>): Promise<T>;
  /** All pages of a list, 100 entries each, `most` entries at the most. */
  list<T>(route: string, fill: Fill, schema: z.ZodType<T>, most: number): Promise<readonly T[]>;
  /** Repeated after a failure that may pass, for it has the same effect twice. */
  change<T>(method: 'PATCH' | 'PUT' | 'DELETE', route: string, fill: Fill, schema: z.ZodType<T>): Promise<T>;
  /** A PATCH that adds to what is there. Never repeated, as `create`. */
  append<T>(route: string, fill: Fill, schema: z.ZodType<T>): Promise<T>;
  /** Never repeated: whoever gets no answer must look whether it took effect before asking again. */
  create<T>(route: string, fill: Fill, schema: z.ZodType<T>): Promise<T>;
  /** Requests sent so far, repeated ones included. */
  count(): number;
  /** The same client for a part of the run that may take so many milliseconds from now on. */
  within(ms: number): GithubApi;
};

/** Values for the route's blanks, for the query of a read, for the body of everything else. */
export type Fill = Readonly<Record<string, unknown>>;

/** `status` 0: no answer came, and what was asked may have taken effect all the same. */
export class GithubRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GithubRefusal';
    this.status = status;
  }
}
