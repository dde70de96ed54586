import { type Answer, notFound } from './answer.ts';
import { askGit, type FileDiff, readDiff } from './hunks.ts';
import type { Pull, State } from './state.ts';
import type { Token } from './tokens.ts';

/** One request that may be made and has the form that the description asks for. */
export type Call = {
  readonly state: State;
  readonly token: Token;
  readonly params: Filled;
  readonly query: Filled;
  readonly body: Readonly<Record<string, unknown>>;
  /** The API's address as the client wrote it, and the path after it. */
  readonly api: string;
  readonly path: string;
};

/** What fills the blanks of a route, or stands in a query. */
export type Filled = Readonly<Record<string, string | number | undefined>>;

export type Handler = (call: Call) => Answer;
/** By the description's `operationId`. */
export type Handlers = Readonly<Record<string, Handler>>;

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The pull request that the path names. */
export function pullOf({ state, params }: Call): Pull {
  const number = params['pull_number'] ?? params['issue_number'];
  return state.pulls.find((pull) => pull.number === number) ?? notFound();
}

/** The entry with the id that the path names under `key`. */
export function entryOf<T extends { readonly id: number }>(
  entries: readonly T[],
  call: Call,
  key: string,
): T {
  return entries.find(({ id }) => id === call.params[key]) ?? notFound();
}

export function removeFrom<T>(entries: T[], entry: T): void {
  entries.splice(entries.indexOf(entry), 1);
}

export function baseOf(state: State, pull: Pull): string {
  if (pull.baseSha !== null) return pull.baseSha;
  if (state.directory === null) return '0'.repeat(40);
  return askGit(state.directory, ['rev-parse', `refs/heads/${pull.baseRef}`]).trim();
}

/** The diff of a pull request as it stands at `head`. */
export function diffOf(state: State, pull: Pull, head = pull.head): readonly FileDiff[] {
  const files = state.directory === null ? [] : readDiff(state.directory, baseOf(state, pull), head);
  return files.map((file) => (state.withoutPatch.includes(file.path) ? { ...file, hunks: [] } : file));
}
