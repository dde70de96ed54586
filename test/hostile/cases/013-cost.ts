import type { Responder } from '../../../src/demo/model/conversations.ts';
import { type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import { runNaive } from '../kit/naive.ts';
import { runNaiveAction } from '../kit/naive-workflow.ts';
import { askedOf, isGreen, runGate, type Served, serve, whyOf } from '../kit/served.ts';

/** Model calls: what the policy of the base allows, and what nobody would pay for such a change. */
const [ALLOWED, TOO_MANY] = [2, 5];

/** One question for each changed file, as if there were always a few. */
const NAIVE = `
const names = require('node:fs').readdirSync('.').filter((name) => name.endsWith('.ts'));
for (const content of names) {
  const messages = [{ role: 'user', content }];
  const tools = [{ type: 'function', function: { name: 'read', parameters: {} } }];
  const body = JSON.stringify({ model: 'scripted', messages, tools });
  const headers = { 'content-type': 'application/json' };
  await (await fetch(process.env['INPUT_BASE-URL'] + '/chat/completions', { method: 'POST', headers, body })).text();
}
`;

export const hostile: HostileCase = {
  number: 13,
  title: 'A change, and an agent, that make a review cost as much as they can',
  area: 'trigger',
  lanes: ['userns'],
  async attack(place, defence) {
    const limits = { requests: ALLOWED, requestsPerMinute: 100 };
    const base = { '.github/review-gate.jsonc': JSON.stringify({ limits }) };
    const large = Array.from({ length: 6 }, (_, at) => [
      `${at}.ts`,
      `// ${at}\n${'work();\n'.repeat(5_500)}`,
    ]);
    const much = await serve(place, { base, head: Object.fromEntries(large) as Record<string, string> });
    const little = await serve(place, { base, head: { 'a.ts': 'a\n' } });
    return judge(defence, {
      'a change of many parts': await callsFor(much, () => ({ text: 'I have found nothing.' })),
      'an agent that never ends': await callsFor(little, readAgain),
    });

    async function callsFor(served: Served, respond: Responder): Promise<string | null> {
      const model = await startModel(place, respond);
      const inputs = askedOf(model.url);
      const asked = () => model.requests.filter(({ tools }) => tools.length > 0).length;
      const { workspace: directory } = served;
      if (defence === 'on') {
        const step = await runGate(place, served, { inputs });
        if (asked() === 0) throw new Error(whyOf(step));
        if (isGreen(step)) return 'passed without having read it all';
      } else if (respond === readAgain)
        await runNaive(place, { directory, url: model.url, until: () => asked() > TOO_MANY });
      else {
        const event = { name: 'push', payload: {}, sha: '', ref: '' };
        await runNaiveAction(place, NAIVE, { event, workspace: directory, inputs });
      }
      return asked() > ALLOWED ? `${asked()} model calls` : null;
    }
  },
};

/** Another question of the agent's for every answer that it gets. */
const readAgain: Responder = ({ answers }) => ({
  toolCalls: [{ name: 'glob', args: JSON.stringify({ pattern: `**/${answers}*` }) }],
});
