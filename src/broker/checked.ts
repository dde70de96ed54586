/** What became of a request part: the value to go on with, or why the sandboxed process may not have it. */
export type Checked<T> = { readonly ok: true; readonly value: T } | Refusal;

/** `why` is recorded and answered: our words and encoded names, never bytes of the request. */
export type Refusal = { readonly ok: false; readonly status: number; readonly why: string };

export function accept<T>(value: T): Checked<T> {
  return { ok: true, value };
}

export function refuse(why: string, status = 403): Refusal {
  return { ok: false, status, why };
}

/** A limit was in the way, not an attack: the run ends as `model-budget` and not as `tampered`. */
export function refuseBudget(what: string): Refusal {
  return refuse(`${BUDGET}${what}`);
}

export const BUDGET = 'budget: ';

/** A foreign name, fit for a log: what is no plain character becomes `?`, and the rest is cut. */
export function showName(name: string, limit = 40): string {
  return name.slice(0, limit).replaceAll(/[^\w./~:-]/gu, '?');
}
