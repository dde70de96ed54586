import { pullRequestEvent } from '../../emulators/runner/events.ts';
import { type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import { runNaiveAction } from '../kit/naive-workflow.ts';
import { isGreen, runGate, serve, WIDE, whyOf } from '../kit/served.ts';

/** "No secret, nothing to do": how a required check becomes green for every stranger. */
const NAIVE = `if (process.env['INPUT_API-KEY'] === '') console.log('::notice::No key, skipped.');`;

export const hostile: HostileCase = {
  number: 12,
  title: 'A pull request of a fork, where there is no key, passes as if it had been reviewed',
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const quiet = await serve(place, { head: { 'a.ts': 'steal();\n' } });
    const wide = await serve(place, { head: WIDE });
    const model = await startModel(place);
    const ways = {
      'a fork': { served: quiet, headRepository: 'stranger/shop' },
      'a fork that was deleted': { served: quiet, headRepository: null },
      'a fork that widens an agent': { served: wide, headRepository: 'stranger/shop' },
    };
    const got: [string, string | null][] = [];
    for (const [way, { served, headRepository }] of Object.entries(ways)) {
      const event = pullRequestEvent(served.pull, { headRepository });
      const inputs = { model: 'openai/m', 'api-key': '', 'base-url': '' };
      const options = { event, inputs, env: { 'INPUT_GITHUB-TOKEN': '' } };
      const step =
        defence === 'off'
          ? await runNaiveAction(place, NAIVE, { ...options, workspace: served.workspace })
          : await runGate(place, served, options);
      if (defence === 'on' && !/key-missing/u.test(step.stdout)) throw new Error(whyOf(step));
      got.push([way, isGreen(step) ? 'passed' : null]);
    }
    if (model.requests.length > 0) throw new Error('A model was asked without a key.');
    return judge(defence, Object.fromEntries(got));
  },
};
