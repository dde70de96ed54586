import { execFile } from 'node:child_process';
import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { type Channel, openChannel } from '../kit/channel.ts';
import { openNaiveProcess } from '../kit/naive-process.ts';
import { listenersBelow } from '../kit/sockets.ts';

/** What another process of this machine can come up with in place of the token. */
const TOKENS: Readonly<Record<string, (token: string) => string>> = {
  'no token': () => '',
  'a made-up token': () => 'Bearer sk-of-nobody-0000000000000000000000',
  'the token cut short': (token) => `Bearer ${token.slice(0, -1)}`,
  'the token and more': (token) => `Bearer ${token}0`,
  'the token in capitals': (token) => `Bearer ${token.toUpperCase()}X`,
  'basic credentials': (token) => `Basic ${Buffer.from(`x:${token}`).toString('base64')}`,
};

/** A stranger's program: one request to the address in its arguments, with the right token. */
const STRANGER = `
const [address, token, body] = process.argv.slice(1);
const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' };
const options = { ...JSON.parse(address), method: 'POST', path: '/v1/chat/completions', headers, timeout: 5000 };
const request = require('node:http').request(options, (response) => {
  console.log('status ' + response.statusCode);
  process.exit();
});
request.on('error', (error) => console.log('error ' + error.code)).end(body);
`;

/** The user that owns nothing. */
const NOBODY = 65534;

export const hostile: HostileCase = {
  number: 98,
  title: 'Another process of the machine uses the gateway as a key that costs nothing',
  area: 'broker',
  lanes: ['unprivileged', 'root'],
  async attack(place, defence) {
    const channel = await openChannel(place, defence, { naive: openNaiveProcess });
    if ((await channel.ask())?.status !== 200) throw new Error('The reviewer itself is not served.');
    const got: Record<string, string | null> = {};
    for (const [name, spell] of Object.entries(TOKENS)) {
      const before = channel.upstream.seen.length;
      await channel.ask({ headers: { authorization: spell(channel.token) } });
      got[name] = channel.upstream.seen.length > before ? 'was served' : null;
    }
    const ports = listenersBelow();
    got['a port for everybody'] = ports.length > 0 ? `listens on ${ports[0]?.port}` : null;
    if (place.lane === 'root') got['another user with the right token'] = await askAsNobody(channel);
    return judge(defence, got);
  },
};

function askAsNobody({ address, token }: Channel): Promise<string | null> {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
  const args = ['-e', STRANGER, '--', JSON.stringify(address), token, body];
  const options = { uid: NOBODY, gid: NOBODY, cwd: '/', env: {}, timeout: 20_000 };
  return new Promise((resolve, reject) => {
    execFile(NODE, args, options, (error, stdout) => {
      if (/^error EACCES/mu.test(stdout)) resolve(null);
      else if (/^status/mu.test(stdout)) resolve(stdout.includes('200') ? 'was served' : null);
      else reject(error ?? new Error(stdout));
    });
  });
}
