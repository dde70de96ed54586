import type { Responder } from '../../../src/demo/model/conversations.ts';
import type { ScriptedModel } from '../../../src/demo/model/scripted-model.ts';
import type { Files } from '../../adapters/git/make-repository.ts';
import type { Defence } from '../case.ts';
import { withEnvironment } from './environment.ts';
import { playRounds, sentTo, startModel, type ToolCall } from './model.ts';
import { type NaiveOptions, runNaive } from './naive.ts';
import type { Place } from './place.ts';
import { makePull, seededFor } from './repository.ts';
import { type ReviewOptions, runReview } from './review.ts';
import type { Texts } from './scan.ts';
import { obeyedIn, readPull } from './view.ts';

export type StartUp = {
  /** The head of the pull request. */
  readonly files: Files;
  /** Variables of the job: what a naive review hands on, and what the gate itself is started with. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the hijacked model asks for, by the place where the agent sees the tree. */
  readonly rounds?: (tree: string) => readonly (readonly ToolCall[])[];
  /** The same for a model with several conversations; used instead of `rounds`. */
  readonly respond?: (tree: string) => Responder;
  readonly naive?: Partial<Omit<NaiveOptions, 'directory' | 'url' | 'env'>>;
  readonly review?: Partial<Omit<ReviewOptions, 'model' | 'view'>>;
};

export type Started = {
  readonly model: ScriptedModel;
  /** All that OpenCode wrote. */
  readonly said: string;
  /** Everything that came out, the requests to the provider among it. */
  readonly texts: Texts;
  /** What of the view a program would still obey; null with the defence off. */
  readonly kept: string | null;
};

/**
 * OpenCode is started on a pull request: as one does it who thinks nothing of it, in the raw tree, or by the gate. Throws
 * when the gate's review did not come to its end, because then nothing was shown.
 */
export async function startUp(place: Place, defence: Defence, options: StartUp): Promise<Started> {
  const { files, env = {}, rounds = () => [], naive = {}, review = {} } = options;
  const respond = options.respond ?? ((tree: string) => playRounds(rounds(tree)));
  const pull = makePull(place, { head: seededFor(place, files) });
  if (defence === 'off') {
    const directory = pull.checkout();
    const model = await startModel(place, respond(directory));
    const run = await runNaive(place, { directory, url: model.url, env, ...naive });
    const texts = { ...run.texts, ...sentTo(model) };
    return { model, said: `${run.stdout}${run.stderr}`, texts, kept: null };
  }
  const { view } = await readPull(place, pull);
  const model = await startModel(place, respond('/pr'));
  const run = await withEnvironment(env, () => runReview(place, { model, view, ...review }));
  if (run.turn.outcome !== 'answered') throw new Error(`No review: ${JSON.stringify(run.turn.reason)}`);
  return { model, said: run.output, texts: run.texts, kept: obeyedIn(view) };
}

/** For `judge`: what the view keeps is a payload of its own, which only exists where there is a view. */
export function keptBy({ kept }: Started, defence: Defence): Readonly<Record<string, string | null>> {
  return defence === 'on' ? { 'what the view keeps': kept } : {};
}
