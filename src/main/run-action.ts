import { type ActionsEnv, actionsLog } from '../adapters/actions/actions-log.ts';
import { redactor } from '../adapters/output/redact.ts';
import { reasonOf } from '../errors.ts';
import { undecided } from '../gate/settle.ts';
import { AUTO, parseInputs } from '../inputs.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { attempt } from './attempt.ts';
import { openDesk } from './desk.ts';
import { judgeEvent } from './judge-event.ts';
import { leaveState } from './leave-state.ts';
import { closePlace, openPlace, type Place } from './place.ts';
import { refusePreloads } from './refuse-preloads.ts';

/**
 * One step of a workflow, from its first output to the outcome that every surface shows. Never throws. The outputs
 * stand at `inconclusive` before anything can fail, and nobody's code was let in beside ours.
 */
export async function runAction(env: ActionsEnv): Promise<Outcome> {
  // The runner's own rule for the name of an input's variable.
  const read = (name: string) => env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '';
  // As they are used: a secret is often pasted with the line break behind it.
  const secrets = [read('api-key').trim(), read('github-token').trim()];
  const redact = redactor(secrets);
  const inputs = attempt(() => parseInputs(read));
  const place = attempt(() => openPlace(env, redact));
  const surfaces = (inputs.value?.publish ?? AUTO).all;
  const desk = openDesk({ env, redact, surfaces, place: place.value });
  try {
    const log = actionsLog({ env, redact });
    for (const secret of secrets) log.mask(secret);
    desk.begin();
    leaveState(env, place.value);
    refusePreloads(env);
    const parts = { inputs: inputs.get(), place: place.get(), desk, env, redact };
    return await desk.finish(await judgeEvent(parts));
  } catch (error) {
    const outcome = undecided(reasonOf(error));
    recordVerdict(outcome, place.value);
    return await desk.finish(outcome);
  } finally {
    if (place.value !== null) closePlace(place.value);
  }
}

/** A run that ends before the gate has begun has a verdict too. */
function recordVerdict({ verdict, reasons }: Outcome, place: Place | null): void {
  try {
    place?.trail.record({ kind: 'verdict', verdict, reasons });
  } catch {
    // The outcome is `inconclusive` already, and closing the trail says the rest.
  }
}
