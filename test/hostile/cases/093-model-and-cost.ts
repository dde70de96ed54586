import type { Protocol } from '../../../src/broker/broker.ts';
import { BUDGETS, PATHS } from '../../broker/broker-process.ts';
import type { Answer, Seen } from '../../broker/upstream-double.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { type Ask, openChannel, PROTOCOLS, VALID } from '../kit/channel.ts';
import type { Place } from '../kit/place.ts';

/** What the broker is told to allow at most for one answer. */
const MOST = 4096;

type Wish = { readonly ask: Ask; readonly isGranted: (seen: Seen) => boolean };

const has =
  (text: string) =>
  ({ body }: Seen): boolean =>
    body.includes(text);
/** Any number over the limit under a key that sets one. */
const exceeds = ({ body }: Seen): boolean =>
  [...body.matchAll(/"(?:max\w*okens|thinkingBudget|budget_tokens|maxOutputTokens)":(\d+)/gu)].some(
    ([, number]) => Number(number) > MOST,
  );
const body = (protocol: Protocol, more: object): Ask => ({
  body: JSON.stringify({ ...(JSON.parse(VALID[protocol]) as object), ...more }),
});
const chat = (more: object) => body('openai-chat', more);

const WISHES: Readonly<Record<Protocol, Readonly<Record<string, Wish>>>> = {
  'openai-chat': {
    'another model': { ask: chat({ model: 'm-pro' }), isGranted: has('m-pro') },
    'a variant of the model': { ask: chat({ model: 'm:online' }), isGranted: has('online') },
    'models to fall back on': { ask: chat({ models: ['m-pro'] }), isGranted: has('m-pro') },
    'no model': { ask: chat({ model: undefined }), isGranted: () => true },
    'a long answer': { ask: chat({ max_tokens: 1e9 }), isGranted: exceeds },
    'a long answer by its new name': { ask: chat({ max_completion_tokens: 1e9 }), isGranted: exceeds },
    'no limit': { ask: chat({ max_tokens: undefined }), isGranted: ({ body: it }) => !/max_\w+":/u.test(it) },
    '50 answers': { ask: chat({ n: 50 }), isGranted: has('50') },
    'a dearer tier': { ask: chat({ service_tier: 'priority' }), isGranted: has('priority') },
    'unlimited reasoning': { ask: chat({ reasoning: { max_tokens: 1e6 } }), isGranted: exceeds },
    'nine megabytes at once': {
      ask: chat({ messages: [{ role: 'user', content: 'x'.repeat(9 * 1024 * 1024) }] }),
      isGranted: ({ body: it }) => it.length > 9 * 1024 * 1024,
    },
    'a dear cache': { ask: chat({ prompt_cache_retention: '24h' }), isGranted: has('24h') },
  },
  'openai-responses': {
    'another model': { ask: body('openai-responses', { model: 'm-pro' }), isGranted: has('m-pro') },
    'a long answer': { ask: body('openai-responses', { max_output_tokens: 1e9 }), isGranted: exceeds },
    'a dearer tier': { ask: body('openai-responses', { service_tier: 'flex' }), isGranted: has('flex') },
    'work in the background': { ask: body('openai-responses', { background: true }), isGranted: has('back') },
  },
  'anthropic-messages': {
    'another model': { ask: body('anthropic-messages', { model: 'm-pro' }), isGranted: has('m-pro') },
    'a long answer': { ask: body('anthropic-messages', { max_tokens: 1e9 }), isGranted: exceeds },
    'long thoughts': {
      ask: body('anthropic-messages', {
        max_tokens: 1e9,
        thinking: { type: 'enabled', budget_tokens: 1e8 },
      }),
      isGranted: exceeds,
    },
    'a dearer tier': { ask: body('anthropic-messages', { speed: 'fast' }), isGranted: has('fast') },
  },
  'google-generate': {
    'another model': {
      ask: { path: PATHS['google-generate'].replace('/m:', '/m-pro:') },
      isGranted: ({ url }) => url.includes('m-pro'),
    },
    'a long answer': {
      ask: body('google-generate', { generationConfig: { maxOutputTokens: 1e9 } }),
      isGranted: exceeds,
    },
    'long thoughts': {
      ask: body('google-generate', { generationConfig: { thinkingConfig: { thinkingBudget: 1e8 } } }),
      isGranted: exceeds,
    },
    'many answers': {
      ask: body('google-generate', { generationConfig: { candidateCount: 8 } }),
      isGranted: has('candidateCount'),
    },
  },
};

export const hostile: HostileCase = {
  number: 93,
  title: 'The agent asks for a dearer model, longer answers, and more of them than were paid for',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: Record<string, string | null> = {};
    for (const protocol of PROTOCOLS) {
      const settings = { protocol, maxOutputTokens: MOST };
      const channel = await openChannel(place, defence, { settings });
      for (const [name, { ask, isGranted }] of Object.entries(WISHES[protocol])) {
        const before = channel.upstream.seen.length;
        await channel.ask(ask);
        got[`${protocol}: ${name}`] = channel.upstream.seen.slice(before).some(isGranted) ? 'granted' : null;
      }
    }
    return judge(defence, { ...got, ...(await overspend(place, defence)) });
  },
};

const LONG = 'word '.repeat(60_000);

/** An answer whose cost nobody says. */
const uncounted: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ choices: [{ message: { role: 'assistant', content: LONG }, finish_reason: 'stop' }] }),
  );
};

const ENOUGH = 40 * 1024 * 1024;

/** The provider says more than any model can; what of it comes through is in the agent's memory, and on the bill. */
async function flood(place: Place, defence: Defence): Promise<string | null> {
  const endless: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const delta = { choices: [{ delta: { content: 'word '.repeat(10_000) } }] };
    const event = `data: ${JSON.stringify(delta)}\n\n`;
    let sent = 0;
    const more = () => {
      while (sent < ENOUGH) {
        sent += event.length;
        if (!response.write(event)) return void response.once('drain', more);
      }
      response.end('data: [DONE]\n\n');
    };
    more();
  };
  const channel = await openChannel(place, defence, { answer: endless });
  const bytes = (await channel.ask())?.body.length ?? 0;
  if (bytes < 1024 * 1024) throw new Error(`The answer did not begin: ${bytes}`);
  return bytes >= ENOUGH ? `${bytes} bytes came` : null;
}

/** Twelve calls, one after the other or at once, on budgets for three. */
async function overspend(place: Place, defence: Defence): Promise<Record<string, string | null>> {
  const spend = async (settings: object, atOnce: boolean, answer?: Answer) => {
    const options = { settings: { maxOutputTokens: MOST, ...settings }, ...(answer && { answer }) };
    const channel = await openChannel(place, defence, options);
    const calls = Array.from({ length: 12 }, () => () => channel.ask());
    if (atOnce) await Promise.all(calls.map((call) => call()));
    else for (const call of calls) await call();
    const { length } = channel.upstream.seen;
    if (length === 0) throw new Error('No call at all was answered.');
    const verdict = await channel.verdict();
    if (defence === 'on' && verdict !== 'model-budget') return `the run is ${verdict ?? 'clean'}`;
    return length > 3 ? `${length} calls were billed` : null;
  };
  const three = { budgets: { ...BUDGETS, requests: 3 } };
  const price = { input: 1000, output: 1000, cached: 1000 };
  return {
    'more calls': await spend(three, false),
    'more calls at once': await spend(three, true),
    'an answer without an end': await flood(place, defence),
    'calls that nobody counts': await spend(
      { budgets: { ...BUDGETS, outputTokens: 50_000 } },
      false,
      uncounted,
    ),
    'calls for more money': await spend({ price, budgets: { ...BUDGETS, costUsd: 0.1 } }, false),
    'calls for more money at once': await spend({ price, budgets: { ...BUDGETS, costUsd: 0.1 } }, true),
  };
}
