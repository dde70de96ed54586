import type { Responder } from '../../../src/demo/model/conversations.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import { runNaive } from '../kit/naive.ts';
import type { Place } from '../kit/place.ts';
import { makePull } from '../kit/repository.ts';
import { runReview } from '../kit/review.ts';
import { readPull } from '../kit/view.ts';

/** The gate's bound in these runs, and how long a naive run is watched; milliseconds. */
const [BOUND, WATCHED] = [6_000, 12_000];

export const hostile: HostileCase = {
  number: 85,
  title: 'A model that never comes to an end: the same call again and again, a word now and then',
  area: 'sandbox',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const again = (tree: string): Responder => () => ({
      toolCalls: [{ name: 'read', args: JSON.stringify({ filePath: `${tree}/a.ts` }) }],
    });
    const silent = (): Responder => () => ({ text: 'done', delayMs: 60_000 });
    const ways: Readonly<Record<string, (tree: string) => Responder>> = {
      'the same call': again,
      'an answer that does not come': silent,
    };
    const got = await Promise.all(
      Object.entries(ways).map(
        async ([name, respond]) => [name, await lastingOf(place, defence, respond)] as const,
      ),
    );
    return judge(defence, Object.fromEntries(got));
  },
};

/** How long a run lasted that was not ended by itself. */
async function lastingOf(
  place: Place,
  defence: Defence,
  respond: (tree: string) => Responder,
): Promise<string | null> {
  const pull = makePull(place, { head: { 'a.ts': 'a\n' } });
  const start = performance.now();
  if (defence === 'off') {
    const directory = pull.checkout();
    const model = await startModel(place, respond(directory));
    const { code } = await runNaive(place, { directory, url: model.url, maxMs: WATCHED });
    if (model.requests.length === 0) throw new Error('The model was not asked.');
    return code === null ? `still goes on after ${WATCHED / 1000} s` : null;
  }
  const { view } = await readPull(place, pull);
  const model = await startModel(place, respond('/pr'));
  const { turn } = await runReview(place, { model, view, seconds: BOUND / 1000 });
  if (model.requests.length === 0) throw new Error('The model was not asked.');
  if (turn.outcome === 'answered') return 'was taken for a review';
  // The proof of the sandbox and the start come before; what counts is that it ended for a reason of the gate's.
  const lasted = Math.round((performance.now() - start) / 1000);
  return /^agent-|^broker-|^model-/u.test(turn.reason.code) ? null : `ended by ${turn.reason.code} after ${lasted} s`;
}
