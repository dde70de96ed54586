import type { Answer } from './answer.ts';

/** What goes wrong with a request, and whether the request has its effect all the same. */
export type Mishap = {
  /** `drop` closes the connection without an answer; null answers as if nothing had happened. */
  readonly answer: Answer | 'drop' | null;
  readonly effect: boolean;
  /** How long the client waits. */
  readonly ms?: number;
  /** Happens before the request is looked at, for what others do in the meantime. */
  readonly meanwhile?: () => void;
};

export type Fault = {
  /** `METHOD /route/{template}` as in the description, its `operationId`, or `*`. */
  readonly on: string;
  /** Which of the calls that match, counted from 1; the first one when absent. */
  readonly nth?: number | readonly number[] | 'every';
  readonly mishap: Mishap;
};

/** 502 by a proxy in front of the servers, which may have done what was asked for. */
export const badGateway = ({ effect }: { readonly effect: boolean }): Mishap => ({
  answer: { status: 502, body: { message: 'Server Error' } },
  effect,
});

export const dropped = ({ effect }: { readonly effect: boolean }): Mishap => ({ answer: 'drop', effect });

export const serverError = (): Mishap => ({
  answer: { status: 500, body: { message: 'Server Error' } },
  effect: false,
});

/** Too many at once or too much written; 403 and 429 mean the same. */
export const secondaryLimit = (status: 403 | 429, retryAfter: number | null): Mishap => ({
  answer: {
    status,
    headers: retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
    },
  },
  effect: false,
});

export const slow = (ms: number): Mishap => ({ answer: null, effect: true, ms });

export const meanwhile = (run: () => void): Mishap => ({ answer: null, effect: true, meanwhile: run });

/** Any other answer in the place of GitHub's. */
export const answered = (answer: Answer, effect = false): Mishap => ({ answer, effect });

/** Counts the calls of each fault and tells what befalls a request; the first fault that matches is the one. */
export function faultPlan(faults: readonly Fault[]): (operation: string, route: string) => Mishap | null {
  const calls = new Map<Fault, number>();
  return (operation, route) => {
    const due = faults
      .filter(({ on }) => on === '*' || on === operation || on === route)
      .filter((fault) => {
        const call = (calls.get(fault) ?? 0) + 1;
        calls.set(fault, call);
        const { nth = 1 } = fault;
        return nth === 'every' || [nth].flat().includes(call);
      });
    return due[0]?.mishap ?? null;
  };
}
