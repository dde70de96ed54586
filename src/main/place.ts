import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { Redact } from '../adapters/output/redact.ts';
import { type TrailFile, trailFile } from '../adapters/output/trail-file.ts';
import { errorCodeOf } from '../adapters/output/write-stream.ts';
import { GateError } from '../errors.ts';

/** A private directory of this run: the reports and the trail stay for later steps, `state` goes. */
export type Place = { readonly reports: string; readonly state: string; readonly trail: TrailFile };

/** Makes it below RUNNER_TEMP, which the runner empties after the job. Throws GateError `state-unwritable`. */
export function openPlace(env: ActionsEnv, redact: Redact): Place {
  const reports = makeDirectory(join(env['RUNNER_TEMP'] || tmpdir(), 'review-gate-'));
  const state = makeDirectory(join(reports, 'state-'));
  return { reports, state, trail: trailFile(join(reports, 'trail.jsonl'), redact) };
}

function makeDirectory(prefix: string): string {
  try {
    return mkdtempSync(prefix);
  } catch (cause) {
    const message = `No private directory can be made in RUNNER_TEMP (${errorCodeOf(cause)}); make it writable and free some disk space.`;
    throw new GateError('state-unwritable', message, { cause });
  }
}
