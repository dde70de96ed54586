import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { complain } from '../adapters/output/complain.ts';
import { errorCodeOf } from '../adapters/output/write-stream.ts';
import { NAMES } from '../main/place.ts';
import { closeTrail } from './close-trail.ts';
import { endLeft } from './end-left.ts';
import { isNamed, isOwnDirectory, type Place } from './find-place.ts';
import { ENDED, tellEnded } from './tell.ts';

/**
 * Everything after main, however main ended: no process of it is left, a run that never came to its end says so, and
 * the private state directory is gone. The reports and the trail stay, for whoever looks into the runner's files.
 */
export async function cleanUp(env: ActionsEnv, place: Place, main: string): Promise<void> {
  const { killed, left } = await endLeft(place, main);
  if (killed > 0) complain(`${processes(killed)} of the run had to be ended.`);
  if (left > 0) complain(`${processes(left)} of the run could not be ended.`);
  if (place.isUnfinished) {
    tellEnded(env);
    finishTrail(place);
  }
  await removeStates(place);
}

const processes = (count: number) => (count === 1 ? 'One process' : `${count} processes`);

function finishTrail({ directory }: Place): void {
  try {
    closeTrail(join(directory, NAMES.trail), ENDED);
  } catch (error) {
    complain(`The audit trail could not be ended (${errorCodeOf(error)}).`);
  }
}

/** The view is as large as the repository, and a killed run has left it. */
async function removeStates({ directory }: Place): Promise<void> {
  const states = readdirSync(directory)
    .map((name) => join(directory, name))
    .filter((path) => isNamed(path, NAMES.state) && isOwnDirectory(path));
  for (const path of states) {
    await rm(path, { recursive: true, force: true }).catch((error: unknown) =>
      complain(`The private files of the run could not be removed (${errorCodeOf(error)}).`),
    );
  }
  await rm(join(directory, NAMES.unfinished), { force: true });
}
