import { join } from 'node:path';
import type { Budgets } from '../../../src/broker/broker.ts';
import { BUDGETS, chat, openBroker, settingsFor } from '../../broker/broker-process.ts';
import { DIST } from '../../dist.ts';
import { type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';

/** So many questions come of many pushes, of many files, or of an agent that never ends. */
const QUESTIONS = 12;
const ALLOWED = 3;

/** What a policy bounds; the scripted model says that every call costs a few tokens. */
const BOUNDS: Readonly<Record<string, Partial<Budgets>>> = {
  'calls of a run': { requests: ALLOWED },
  'calls of a minute': { requestsPerMinute: ALLOWED },
  'tokens that are sent': { inputTokens: ALLOWED },
  'tokens that are written': { outputTokens: ALLOWED },
  'the time of a run': { totalMs: 1 },
};

export const hostile: HostileCase = {
  number: 13,
  title: 'A change, and an agent, that make a review cost as much as they can',
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const [way, bound] of Object.entries(BOUNDS)) {
      const model = await startModel(place);
      const ask = defence === 'off' ? directly(model.url) : await throughBroker(model.url, bound);
      for (let asked = 0; asked < QUESTIONS; asked += 1) await ask();
      got.push([way, model.requests.length > ALLOWED ? `${model.requests.length} model calls` : null]);
      if (model.requests.length === 0 && 'requests' in bound) throw new Error('The model was never asked.');
    }
    return judge(defence, Object.fromEntries(got));

    function directly(url: string): () => Promise<unknown> {
      const headers = { 'content-type': 'application/json' };
      return async () =>
        (await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: chat() })).text();
    }

    async function throughBroker(url: string, bound: Partial<Budgets>): Promise<() => Promise<unknown>> {
      const settings = settingsFor(`${url}/v1`, { budgets: { ...BUDGETS, ...bound } });
      const broker = await openBroker(settings, {}, { bundle: join(DIST, 'broker', 'index.js') });
      place.after(() => broker.close());
      // The minute's bound makes a call wait; nobody waits that long here.
      return () =>
        Promise.race([broker.ask({ body: chat() }), new Promise((resolve) => setTimeout(resolve, 500))]);
    }
  },
};
