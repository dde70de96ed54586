import { type HostileCase, judge } from '../case.ts';
import { openChannel } from '../kit/channel.ts';
import { openNaiveGateway } from '../kit/naive-gateway.ts';
import { startTrap } from '../kit/trap.ts';

const STATUSES = [301, 302, 303, 307, 308] as const;

export const hostile: HostileCase = {
  number: 95,
  title: 'The endpoint redirects the call, and with it the code and the key, to somebody else',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const code = place.secret('code');
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: code }] });
    const got: Record<string, string | null> = {};
    for (const status of STATUSES) {
      const trap = await startTrap(place);
      const channel = await openChannel(place, defence, {
        key: place.secret(`key ${status}`),
        naive: openNaiveGateway,
        answer: (response) => void response.writeHead(status, { location: `${trap.url}/v1/loot` }).end(),
      });
      const reply = await channel.ask({ body });
      if (channel.upstream.seen.length === 0) throw new Error('The endpoint was not asked.');
      got[`${status}`] = trap.caught();
      const loot = place.scan(trap.texts()).map(({ secret }) => secret);
      got[`the key by ${status}`] = loot.includes(`key ${status}`) ? 'was sent along' : null;
      if (status >= 307) got[`the code by ${status}`] = loot.includes('code') ? 'was sent along' : null;
      // A client that follows on its own would be led there as well.
      if (defence === 'on')
        got[`${status} for the agent`] =
          reply?.headers.location ?? (reply?.status === 502 ? null : 'passed on');
    }
    return judge(defence, got);
  },
};
