import { GateError, type Reason } from '../../errors.ts';
import { GithubRefusal } from './github-api.ts';

/** `named`: the workflow asked for it, so that the result must be there. `auto`: where the token may. */
export type Wish = 'named' | 'auto' | 'off';

export type GithubSurface = 'check-run' | 'review-comments';

/** What became of one surface: for the trail, for the summary (`note`), for the verdict (`failure`). */
export type SurfaceResult = {
  readonly surface: GithubSurface;
  readonly outcome: 'published' | 'skipped' | 'failed';
  readonly count: number;
  readonly why?: string;
  /** One sentence of ours for people; empty when there is nothing to say. */
  readonly note: string;
  readonly failure: Reason | null;
};

const NEEDS: Readonly<Record<GithubSurface, string>> = {
  'check-run': 'checks: write',
  'review-comments': 'pull-requests: write',
};

export type Circumstances = {
  readonly wishes: Readonly<Record<GithubSurface, Wish>>;
  readonly isStranger: boolean;
};

/**
 * A refused permission costs nothing unless the workflow asked for the surface by name and could have granted it. What
 * fails otherwise is said, and costs the pass when it was asked for.
 */
export function explainFailure(
  error: unknown,
  surface: GithubSurface,
  { wishes, isStranger }: Circumstances,
): SurfaceResult {
  const why = error instanceof Error ? error.message : String(error);
  const isRefused = isPermission(error);
  const note = isRefused
    ? refusedNote(surface, error)
    : `The surface ${surface} could not be written completely.`;
  const isOwed = wishes[surface] === 'named' && !(isRefused && isStranger);
  const code = error instanceof GateError ? error.code : 'publish-failed';
  const message = error instanceof GateError ? error.message : `${note} ${TAKE_OUT}`;
  const failure = isOwed ? { code, message } : null;
  return result(surface, isRefused && !isOwed ? 'skipped' : 'failed', { why, note, failure });
}

const TAKE_OUT = 'It was asked for by name in the input "publish".';

function result(
  surface: GithubSurface,
  outcome: SurfaceResult['outcome'],
  { why, note, failure }: { why: string; note: string; failure: Reason | null },
): SurfaceResult {
  const reason = failure === null ? null : { code: failure.code, message: failure.message };
  return { surface, outcome, count: 0, why, note, failure: reason };
}

/** GitHub hides with 404 what a token may not see; a limit is no permission, although it comes with 403 as well. */
function isPermission(error: unknown): error is GithubRefusal {
  return (
    error instanceof GithubRefusal &&
    [401, 403, 404].includes(error.status) &&
    !/\brate limit\b/iu.test(error.message)
  );
}

function refusedNote(surface: GithubSurface, { status }: GithubRefusal): string {
  return `GitHub refused the surface ${surface} (${status}); give the job the permission "${NEEDS[surface]}" to have it. Runs for forks never get it.`;
}
