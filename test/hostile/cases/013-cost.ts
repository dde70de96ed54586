import { join } from 'node:path';
import type { Budgets } from '../../../src/broker/broker.ts';
import { BUDGETS, CHAT, chat, openBroker, settingsFor } from '../../broker/broker-process.ts';
import { leave } from '../../broker/leave.ts';
import { openUpstreamDouble } from '../../broker/upstream-double.ts';
import { DIST } from '../../dist.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import type { Place } from '../kit/place.ts';

/** So many questions come of many pushes, of many files, or of an agent that never ends. */
const QUESTIONS = 12;
const ALLOWED = 3;

const BROKER = join(DIST, 'broker', 'index.js');

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
    const left = await leaveAll(place, defence);
    got.push(['calls that the agent leaves', left > ALLOWED ? `${left} model calls` : null]);
    return judge(defence, Object.fromEntries(got));

    function directly(url: string): () => Promise<unknown> {
      const headers = { 'content-type': 'application/json' };
      return async () =>
        (await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body: chat() })).text();
    }

    async function throughBroker(url: string, bound: Partial<Budgets>): Promise<() => Promise<unknown>> {
      const settings = settingsFor(`${url}/v1`, { budgets: { ...BUDGETS, ...bound } });
      const broker = await openBroker(settings, {}, { bundle: BROKER });
      place.after(() => broker.close());
      // The minute's bound makes a call wait; nobody waits that long here.
      return () =>
        Promise.race([broker.ask({ body: chat() }), new Promise((resolve) => setTimeout(resolve, 500))]);
    }
  },
};

/** How often a model was asked by an agent that leaves each call: it thinks on, and only the provider knows how much. */
async function leaveAll(place: Place, defence: Defence): Promise<number> {
  const provider = await openUpstreamDouble(() => undefined);
  place.after(() => provider.close());
  const url = `${provider.origin}/v1`;
  // What one call may have for an answer, so many times.
  const budgets = { ...BUDGETS, outputTokens: ALLOWED * CHAT.max_tokens };
  const broker = await openBroker(settingsFor(url, { budgets }), {}, { bundle: BROKER });
  place.after(() => broker.close());
  for (let asked = 0; asked < QUESTIONS; asked += 1) {
    if (defence === 'on') await leave(broker, 'nothing');
    else await leaveDirectly(`${url}/chat/completions`);
  }
  return provider.seen.length;
}

function leaveDirectly(url: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(100);
  return fetch(url, { method: 'POST', headers, body: chat(), signal }).catch(() => undefined);
}
