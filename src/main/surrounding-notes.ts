import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { EventChange } from '../adapters/github/event-change.ts';

/** What is wrong with the job around the gate, without harm to this run: one sentence for each, with the remedy. */
export function surroundingNotes(
  env: ActionsEnv,
  event: Pick<EventChange, 'head' | 'pull'>,
): readonly string[] {
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  const sha = env['GITHUB_SHA'] ?? '';
  const notes: readonly (readonly [boolean, string])[] = [
    [hasPersistedToken(workspace), PERSISTED],
    [(env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '') !== '', OIDC],
    [env['GITHUB_EVENT_NAME'] === 'workflow_dispatch' && sha !== '' && sha !== event.head, ELSEWHERE],
  ];
  return notes.filter(([holds]) => holds).map(([, note]) => note);
}

const PERSISTED =
  'The checkout has left its token where every step of the job can read it; set "persist-credentials: false" on actions/checkout (the gate fetches by itself).';
const OIDC =
  'The job may ask GitHub for identity tokens (id-token: write), which the gate has no use for; give that permission to the job that needs it.';
const ELSEWHERE =
  "This run judged the commit of its input; the check itself stands at another commit, the one of the run's branch, and says nothing about that.";

const CONFIG_BYTES = 1024 * 1024;

/** As actions/checkout leaves it: a header in the configuration itself, or a file of its own that is included. */
function hasPersistedToken(workspace: string): boolean {
  const config = readOwn(join(workspace, '.git', 'config'));
  return (
    /^\s*extraheader\s*=\s*"?authorization:/imu.test(config) ||
    /^\s*path\s*=.*\bgit-credentials-[0-9a-f-]+\.config\b/imu.test(config)
  );
}

/** The text of a regular file; empty for everything else: a named pipe would make the run wait. */
function readOwn(path: string): string {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && stat.size <= CONFIG_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
