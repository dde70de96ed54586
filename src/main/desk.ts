import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { type ApiSurfaces, actionsPublisher } from '../adapters/actions/actions-publisher.ts';
import type { Redact } from '../adapters/output/redact.ts';
import { reasonOf } from '../errors.ts';
import { undecided } from '../gate/settle.ts';
import type { Surface } from '../inputs.ts';
import type { Publisher } from '../ports.ts';
import { SARIF } from '../sarif-settings.ts';
import type { Outcome } from '../verdict/verdict.ts';
import type { Place } from './place.ts';

export type DeskSettings = {
  readonly env: ActionsEnv;
  readonly redact: Redact;
  readonly surfaces: readonly Surface[];
  /** Null when no private directory could be made: then there are no files, and no pass. */
  readonly place: Place | null;
  /** The descriptor of standard output; 1 when absent. */
  readonly stdout?: number;
};

/** The surfaces of the Action, which show in the end what the step exits with. */
export type Desk = {
  readonly publisher: Publisher;
  /** Writes every output with its value of least promise. Throws GateError `publish-failed`. */
  begin(): void;
  /** From now on the outcome is shown on these surfaces as well; their event is known only after the beginning. */
  join(github: ApiSurfaces): void;
  /** Closes the trail and shows the outcome wherever it is not shown yet. What went wrong here is in the answer. */
  finish(outcome: Outcome): Promise<Outcome>;
};

export function openDesk({ place, ...settings }: DeskSettings): Desk {
  let github: ApiSurfaces | null = null;
  const surface = actionsPublisher({
    ...settings,
    github: () => github,
    sarif: SARIF,
    reports: place?.reports ?? null,
    trailPath: place?.trail.path ?? '',
    ...(place === null ? {} : { trail: place.trail }),
  });
  let shown: Outcome | null = null;

  async function publish(outcome: Outcome): Promise<void> {
    shown = null;
    await surface.publish(outcome);
    shown = outcome;
  }

  /** A second publication replaces the first one. */
  async function show(outcome: Outcome): Promise<Outcome> {
    try {
      if (outcome !== shown) await publish(outcome);
      return outcome;
    } catch (error) {
      return undecided(reasonOf(error), outcome);
    }
  }

  return {
    publisher: { publish },
    join: (joined) => {
      github = joined;
    },
    begin: () => surface.writeEarlyOutputs(),
    async finish(outcome) {
      const last = await show(outcome);
      try {
        place?.trail.close();
        return last;
      } catch (error) {
        return show(undecided(reasonOf(error), last));
      }
    },
  };
}
