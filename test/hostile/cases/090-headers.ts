import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { PlainProxy } from '../../broker/plain-proxy.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { openChannel } from '../kit/channel.ts';
import type { Place } from '../kit/place.ts';

/** Headers that change whose account it is, what the answer may do, or whom the provider takes for the sender. */
const HEADERS: Readonly<Record<string, string | readonly string[]>> = {
  'openai-organization': 'org-of-the-attacker',
  'openai-project': 'project-of-the-attacker',
  'openai-beta': 'assistants=v2',
  'anthropic-beta': 'web-fetch-2025-09-10,files-api-2025-04-14',
  'anthropic-version': '2099-01-01',
  'x-goog-user-project': 'project-of-the-attacker',
  'x-goog-api-client': 'evil',
  'http-referer': 'https://evil.example',
  'x-forwarded-for': ['10.0.0.1', '10.0.0.2'],
  'x-forwarded-host': 'evil.example',
  'x-original-url': '/v1/files',
  'x-http-method-override': 'DELETE',
  forwarded: 'for=10.0.0.1;host=evil.example',
  via: '1.1 evil.example',
  host: 'evil.example',
  cookie: 'session=evil',
  connection: 'close, authorization',
  te: 'trailers',
  'accept-encoding': 'br',
  'user-agent': 'evil/1.0',
  'idempotency-key': 'evil',
  'x-huge': 'x'.repeat(12_000),
};

export const hostile: HostileCase = {
  number: 90,
  title: 'Headers of the agent that mean something to the provider, and a request within a request',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const channel = await openChannel(place, defence);
    const got: Record<string, string | null> = {};
    for (const [name, value] of Object.entries(HEADERS)) {
      const before = channel.upstream.seen.length;
      const reply = await channel.ask({ headers: { [name]: value } });
      if (reply?.status !== 200) throw new Error(`No answer to ${name}: ${reply?.status}`);
      const arrived = channel.upstream.seen.slice(before).at(0)?.headers[name];
      got[name] = arrived === [value].flat().join(', ') ? 'reached the provider' : null;
    }
    got['a request within a request'] = await smuggle(place, defence);
    return judge(defence, got);
  },
};

/** The gateway goes by the length, the provider by the chunks: what lies behind the last chunk is a second request. */
async function smuggle(place: Place, defence: Defence): Promise<string | null> {
  const seen: string[] = [];
  const provider = http.createServer({ insecureHTTPParser: true }, (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  place.after(() => provider.close().closeAllConnections());
  const { port } = provider.address() as AddressInfo;
  const channel = await openChannel(place, defence, {
    settings: { upstream: `http://127.0.0.1:${port}/v1` },
    naive: (_upstream, key) => openLengthGateway(port, key),
  });
  const inner = '0\r\n\r\nPOST /v1/files HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nloot';
  await channel.raw(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${channel.token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${inner.length}\r\nTransfer-Encoding: chunked\r\n\r\n${inner}`,
  );
  return seen.includes('POST /v1/files') ? 'the provider took two requests' : null;
}

/** The defence off: looks at the request line and the length, puts the key in, passes the bytes on. */
async function openLengthGateway(port: number, key: string): Promise<PlainProxy> {
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    far.on('error', () => near.destroy()).pipe(near);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    near.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n') + 4;
      const length = Number(/^content-length: (\d+)$/imu.exec(text)?.[1]);
      if (!text.startsWith('POST /v1/chat/completions HTTP/1.1\r\n') || text.length !== end + length)
        near.destroy();
      else far.write(text.replace(/^(authorization: Bearer ).*$/imu, `$1${key}`), 'latin1');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
