import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { startModel } from '../kit/model.ts';
import { runNaive } from '../kit/naive.ts';
import type { Place } from '../kit/place.ts';
import { makePull } from '../kit/repository.ts';
import { runReview } from '../kit/review.ts';
import { readPull } from '../kit/view.ts';

/** Seconds that the gate gives a run here, and for how long a naive one is watched. */
const [BOUND, WATCHED] = [8, 10];

const TURN = JSON.stringify({ type: 'step_start', sessionID: 'ses_1', part: { type: 'step-start' } });

/** What the agent is to whoever waits for it, when the model or a call of a tool goes on and on. */
const WAYS: Readonly<Record<string, string>> = {
  'not a word': 'setInterval(() => {}, 1000);',
  'a byte now and then': "setInterval(() => process.stderr.write('.'), 200);",
  'one step after the other': `setInterval(() => console.log(${JSON.stringify(TURN)}), 100);`,
  'deaf to signals':
    "for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);",
};

export const hostile: HostileCase = {
  number: 85,
  title: 'An agent that never comes to an end: silent, byte by byte, step after step, deaf',
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const pull = makePull(place, { head: { 'a.ts': 'a\n' } });
    const model = await startModel(place);
    const { view } = await readPull(place, pull);
    const got = await Promise.all(
      Object.entries(WAYS).map(async ([name, source]) => {
        const own = inPlaceOfOpenCode(place, defence, source);
        if (defence === 'off') {
          const options = { directory: place.folder('tree'), url: model.url, maxMs: WATCHED * 1000 };
          const { code } = await runNaive(own, options);
          return [name, code === null ? `goes on after ${WATCHED} s` : null] as const;
        }
        const { turn } = await runReview(own, { model, view, seconds: BOUND });
        if (turn.outcome === 'answered') return [name, 'was taken for a review'] as const;
        const { code } = turn.reason;
        return [name, ENDED.includes(code) ? null : `ended by ${code}`] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};

/** The two clocks: of the run as a whole, and of silence. */
const ENDED: readonly string[] = ['agent-timed-out', 'agent-idle'];

function inPlaceOfOpenCode(place: Place, defence: Defence, source: string): Place {
  const file = join(place.folder('program'), 'opencode');
  const node = defence === 'off' ? NODE : '/opt/gate/node';
  writeFileSync(file, `#!${node}\n${source}\n`, { mode: 0o755 });
  return { ...place, opencode: { ...place.opencode, file } };
}
