import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { appendEnvFile } from '../adapters/actions/env-file.ts';
import type { Place } from './place.ts';

/** The one thing that the post step is told. Other processes of the job can tell it something else. */
export const STATE = 'place';

/** Tells the post step where to look. Whatever goes wrong here costs the tidying up, not the verdict. */
export function leaveState(env: ActionsEnv, place: Place | null): void {
  const path = env['GITHUB_STATE'] ?? '';
  if (path === '' || place === null) return;
  try {
    appendEnvFile(path, { [STATE]: place.reports });
  } catch {
    // Then the post step has nothing to do, and the runner empties the directory after the job.
  }
}
