import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { EventChange } from '../adapters/github/event-change.ts';
import { resolveProvider } from '../broker/providers.ts';
import { GateError } from '../errors.ts';
import type { Inputs } from '../inputs.ts';
import { modelKey } from './model-key.ts';

/**
 * What makes a review impossible and is known from the start; the audit runs all the same. Throws GateError
 * `input-invalid` for a model or a base-url that is none.
 */
export function refusalOf(inputs: Inputs, event: EventChange): GateError | null {
  if (inputs.review === 'off') return null;
  if (inputs.model === '') return new GateError('model-missing', NO_MODEL);
  const provider = resolveProvider(inputs.model, inputs['base-url'] || undefined);
  if (modelKey(inputs) !== '' || !provider.needsKey) return null;
  return new GateError('key-missing', noKey(event));
}

/** Why the secret of the workflow is empty. Runs with secrets of their own lack it for no reason of GitHub's. */
function noKey({ fork, privileged, dependabot }: EventChange): string {
  if (privileged) return NO_KEY;
  if (fork) return NO_KEY_FOR_FORKS;
  return dependabot ? NO_KEY_FOR_DEPENDABOT : NO_KEY;
}

const NO_MODEL =
  'No model is given; set the input "model" to provider/model, or "review: off" for the audit alone.';
const NO_KEY =
  'The input "api-key" is empty; set it from a secret (runs for Dependabot need it as a Dependabot secret as well).';
const NO_KEY_FOR_FORKS =
  'GitHub gives pull requests of forks no secrets, so there is no model key and no review took place; set "review: off" for forks, or review them from a workflow on pull_request_target.';
const NO_KEY_FOR_DEPENDABOT =
  'GitHub gives pull requests of Dependabot the Dependabot secrets alone, so there is no model key and no review took place; add the key under the same name to the Dependabot secrets of the repository (Settings, Secrets and variables, Dependabot).';

/** Throws GateError `input-invalid` where a stranger's change would run beside secrets without any isolation. */
export function refuseWithoutSandbox({ sandbox }: Inputs, { fork, privileged }: EventChange): void {
  if (sandbox !== 'dangerously-none' || !(fork || privileged)) return;
  throw new GateError(
    'input-invalid',
    '"sandbox: dangerously-none" is refused for forks and privileged events; use "auto".',
  );
}

/** Throws GateError `input-invalid` where the checkout, which is the pull request's, would decide whom to trust. */
export function refuseOwnAuthority({ 'ca-file': path }: Inputs, workspace: string): void {
  if (path === '' || (isAbsolute(path) && !isBelow(real(path), real(workspace)))) return;
  throw new GateError(
    'input-invalid',
    "The input ca-file must be an absolute path outside of the workspace: what lies in the checkout is the pull request's. Write the file to RUNNER_TEMP in an earlier step, or keep it on the runner.",
  );
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

/** What a path leads to; the path itself when nothing is there, which whoever reads it will say. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
