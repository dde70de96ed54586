import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { Redact } from '../adapters/output/redact.ts';
import { type TrailFile, trailFile } from '../adapters/output/trail-file.ts';
import { errorCodeOf } from '../adapters/output/write-stream.ts';
import { GateError } from '../errors.ts';

/** Names in the private directory, which the post step looks for. */
export const NAMES = {
  /** The directory itself, below RUNNER_TEMP. */
  place: 'review-gate-',
  /** What a run needs while it lasts: the view, sockets, git's directories. */
  state: 'state-',
  trail: 'trail.jsonl',
  /** Stands there from the first moment of a run to its last. */
  unfinished: 'unfinished',
} as const;

/** A private directory of this run: the reports and the trail stay for later steps, `state` goes. */
export type Place = { readonly reports: string; readonly state: string; readonly trail: TrailFile };

/** RUNNER_TEMP, which the runner empties after the job. */
export function temporaryOf(env: ActionsEnv): string {
  return env['RUNNER_TEMP'] || tmpdir();
}

/** Makes it. Throws GateError `state-unwritable`. */
export function openPlace(env: ActionsEnv, redact: Redact): Place {
  try {
    const reports = mkdtempSync(join(temporaryOf(env), NAMES.place));
    writeFileSync(join(reports, NAMES.unfinished), '', { flag: 'wx', mode: 0o600 });
    const state = mkdtempSync(join(reports, NAMES.state));
    return { reports, state, trail: trailFile(join(reports, NAMES.trail), redact) };
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    const message = `No private directory can be made in RUNNER_TEMP (${errorCodeOf(cause)}); make it writable and free some disk space.`;
    throw new GateError('state-unwritable', message, { cause });
  }
}

/** The last act of a run: whatever its verdict is, it came to its end. */
export function closePlace({ reports, state }: Pick<Place, 'reports' | 'state'>): void {
  for (const path of [state, join(reports, NAMES.unfinished)]) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The runner empties the directory above it after the job.
    }
  }
}
