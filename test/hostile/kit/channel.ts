import http, { type IncomingHttpHeaders } from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { startBroker } from '../../../src/adapters/broker/start-broker.ts';
import type { BrokerSettings, Protocol } from '../../../src/broker/broker.ts';
import { CHAT, GENERATE, MESSAGES, PATHS, RESPONSES, settingsFor } from '../../broker/broker-process.ts';
import { openPlainProxy, type PlainProxy } from '../../broker/plain-proxy.ts';
import {
  type Answer,
  answerJson,
  openUpstreamDouble,
  type UpstreamDouble,
} from '../../broker/upstream-double.ts';
import { DIST } from '../../dist.ts';
import type { Defence } from '../case.ts';
import { NODE } from './bundles.ts';
import type { Place } from './place.ts';

export const PROTOCOLS = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'google-generate',
] as const;

/** The smallest requests that pass. */
export const VALID: Readonly<Record<Protocol, string>> = {
  'openai-chat': JSON.stringify(CHAT),
  'openai-responses': JSON.stringify(RESPONSES),
  'anthropic-messages': JSON.stringify(MESSAGES),
  'google-generate': JSON.stringify(GENERATE),
};

export type ChannelOptions = {
  /** What the provider answers; a good answer when absent. */
  readonly answer?: Answer;
  readonly key?: string;
  readonly settings?: Partial<Omit<BrokerSettings, 'key' | 'socket' | 'token'>>;
  /** The gateway of the defence off; one that adds the key and passes everything on when absent. */
  readonly naive?: (upstream: string, key: string) => Promise<PlainProxy>;
};

export type Ask = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
};

/** What came back; `body` is what there was of it when the connection broke. */
export type Reply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** The way to the model as the hijacked agent has it. */
export type Channel = {
  readonly upstream: UpstreamDouble;
  readonly key: string;
  /** What the agent has in place of the key. */
  readonly token: string;
  readonly address: { readonly socketPath: string } | { readonly host: string; readonly port: number };
  /** One request with the token, as the agent's SDK sends it unless told otherwise; null when there is no answer. */
  ask(ask?: Ask): Promise<Reply | null>;
  /** Bytes as they are; answers everything that comes back within a second of silence. */
  raw(bytes: string): Promise<string>;
  /** Ends the channel; answers what the gate says of the run. With the defence off nobody says anything. */
  verdict(): Promise<string | null>;
};

/**
 * The model channel with a provider behind it: the broker as the gate starts it, or with the defence off a gateway
 * that only adds the key.
 */
export async function openChannel(
  place: Place,
  defence: Defence,
  {
    answer = answerJson,
    key = place.secret('key'),
    settings = {},
    naive = openPlainProxy,
  }: ChannelOptions = {},
): Promise<Channel> {
  const upstream = await openUpstreamDouble(answer);
  place.after(() => upstream.close());
  const { protocol = 'openai-chat' } = settings;
  const usual = { path: PATHS[protocol], body: VALID[protocol] };
  const open = (address: Channel['address'], token: string, verdict: Channel['verdict']): Channel => ({
    upstream,
    key,
    token,
    address,
    verdict,
    ask: (ask = {}) => send(address, token, { ...usual, ...ask }),
    raw: (bytes) => sendRaw(address, bytes),
  });
  if (defence === 'off') {
    const proxy = await naive(upstream.origin, key);
    place.after(() => proxy.close());
    return open({ host: '127.0.0.1', port: proxy.port }, 'no-token', () => Promise.resolve(null));
  }
  const { socket: _socket, token: _token, ...defaults } = settingsFor(`${upstream.origin}/v1`, { key });
  const broker = await startBroker({
    bundle: join(DIST, 'broker', 'index.js'),
    node: NODE,
    directory: place.folder('broker'),
    settings: { ...defaults, ...settings },
    trail: { record: () => undefined },
  });
  place.after(() => broker.close());
  return open({ socketPath: broker.socket }, broker.token, async () => {
    await broker.close();
    return broker.trouble()?.code ?? null;
  });
}

function send(address: Channel['address'], token: string, ask: Ask): Promise<Reply | null> {
  const { method = 'POST', path = '/', headers = {}, body = '' } = ask;
  const sent = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
  const plain = Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
  return new Promise((resolve) => {
    const options = { ...address, method, path, headers: plain, agent: false, timeout: 20_000 };
    const request = http.request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => undefined);
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(null));
    // With its length, so that a method without a body has one all the same.
    if (body.length > 0 && headers['transfer-encoding'] === undefined)
      request.setHeader('content-length', Buffer.byteLength(body));
    request.end(body);
  });
}

function sendRaw(address: Channel['address'], bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const to = 'socketPath' in address ? { path: address.socketPath } : address;
    const connection = net.connect(to, () => connection.write(bytes, 'latin1'));
    let answer = '';
    connection.setTimeout(1_000, () => connection.destroy());
    connection.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    connection.on('error', () => undefined).on('close', () => resolve(answer));
  });
}

/** Every request of a protocol over a channel of that protocol; what reached the provider, by name. */
export async function tryAll(
  place: Place,
  defence: Defence,
  asks: Readonly<Partial<Record<Protocol, Readonly<Record<string, Ask>>>>>,
): Promise<Readonly<Record<string, string | null>>> {
  const got: Record<string, string | null> = {};
  for (const protocol of PROTOCOLS) {
    const wanted = Object.entries(asks[protocol] ?? {});
    if (wanted.length === 0) continue;
    const channel = await openChannel(place, defence, { settings: { protocol } });
    if ((await channel.ask())?.status !== 200) throw new Error(`Nothing passes the channel of ${protocol}.`);
    for (const [name, ask] of wanted) {
      const before = channel.upstream.seen.length;
      await channel.ask(ask);
      const arrived = channel.upstream.seen.length > before;
      got[`${protocol}: ${name}`] = arrived ? 'reached the provider' : null;
    }
    if (defence === 'on') got[`${protocol}, unnoticed`] = await unnoticed(channel);
  }
  return got;
}

/** A run in which something was tried may not pass for a clean one: for `judge`, with the defence on. */
export async function unnoticed(channel: Channel): Promise<string | null> {
  const verdict = await channel.verdict();
  return verdict === 'tampered' ? null : `the run is ${verdict ?? 'clean'}`;
}
