// Many agents at once, some of which vanish, before a provider that answers, stalls, breaks off and lies: what is left of
// the broker afterwards. Everything is on loopback and ends by itself.
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { BROKER_FLAGS } from '../../src/adapters/broker/start-broker.ts';
import { type Random, randomFor } from '../parity/random.ts';
import {
  type BrokerProcess,
  BUDGETS,
  chat,
  openBroker,
  pause,
  settingsFor,
  TOKEN,
} from './broker-process.ts';
import { type Answer, answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

export type Load = { readonly seconds: number; readonly streams: number; readonly seed: number };

export type Loaded = {
  readonly requests: number;
  /** How the broker told the calls that it was sent: by its reason, or `forwarded`. */
  readonly told: ReadonlyMap<string, number>;
  /** MiB that are in use when no call is open, before and after. */
  readonly used: readonly [before: number, after: number];
  readonly before: Footprint;
  readonly peak: Footprint;
  readonly after: Footprint;
  /** Connections to the provider that are still open though no call is. */
  readonly left: number;
  /** Whether an ordinary call still works. */
  readonly isWell: boolean;
};

/** MiB of the process's own (anonymous) memory and of all its resident memory, and its open descriptors. */
export type Footprint = { readonly own: number; readonly resident: number; readonly descriptors: number };

const IDLE_MS = 400;

export async function runLoad(
  { seconds, streams, seed }: Load,
  report = (_line: string) => undefined,
): Promise<Loaded> {
  const upstream = await openUpstreamDouble(moody(seed));
  const budgets = {
    ...BUDGETS,
    requests: 1e9,
    requestsPerMinute: 1e9,
    inputTokens: 1e12,
    outputTokens: 1e12,
    concurrent: streams,
    idleMs: IDLE_MS,
    callMs: 5_000,
    totalMs: 3_600_000,
  };
  const bundle = join(import.meta.dirname, 'patient-broker.ts');
  const settings = settingsFor(`${upstream.origin}/v1`, { budgets });
  const broker = await openBroker(settings, {}, { bundle, flags: BROKER_FLAGS });
  try {
    for (let turn = 0; turn < 20; turn += 1) await broker.ask({ body: GOOD });
    const usedBefore = await usedBy(broker);
    const before = footprintOf(broker);
    let peak = before;
    const watch = setInterval(() => {
      peak = larger(peak, footprintOf(broker));
    }, 100);
    const say = setInterval(() => report(lineOf(footprintOf(broker), broker.events.length)), 10_000);
    const end = performance.now() + seconds * 1000;
    const work = Array.from({ length: streams }, (_, index) => askUntil(end, broker, randomFor(seed, index)));
    const requests = (await Promise.all(work)).reduce((sum, count) => sum + count, 0);
    clearInterval(watch);
    clearInterval(say);
    const isWell = (await broker.ask({ body: GOOD }).catch(() => null))?.status === 200;
    const after = await untilQuiet(broker, upstream, before);
    const usedAfter = await usedBy(broker);
    const told = new Map<string, number>();
    for (const { why, decision } of broker.events)
      told.set(why ?? decision, (told.get(why ?? decision) ?? 0) + 1);
    return {
      requests,
      told,
      used: [usedBefore, usedAfter],
      before,
      peak,
      after,
      left: await upstream.connections(),
      isWell,
    };
  } finally {
    await broker.close();
    await upstream.close();
  }
}

const GOOD = chat({ messages: [{ role: 'user', content: 'good' }] });
const event = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
const WHOLE_END = `${event('', 'stop')}data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 9 } })}\n\n`;
const LONG = 'x'.repeat(4_000);

/** A provider in another mood for each call; a call that says `good` gets a good answer. */
function moody(seed: number): Answer {
  return (response, seen, index) => {
    if (seen.body.includes('"good"')) answerJson(response, seen, index);
    else MOODS[randomFor(seed, 1_000_000 + index).below(MOODS.length)]?.(response, seen, index);
  };
}

const streaming =
  (use: (response: http.ServerResponse) => void): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    use(response);
  };

const MOODS: readonly Answer[] = [
  streaming((response) => pour(response, 50)),
  streaming((response) => pour(response, 50)),
  streaming((response) => pour(response, 500)),
  // It stalls in the middle.
  streaming((response) => response.write(event(LONG))),
  // It does not answer at all, and then leaves.
  (response) => setTimeout(() => response.destroy(), 200),
  // It breaks off.
  streaming((response) => {
    response.write(event(LONG));
    setTimeout(() => response.socket?.resetAndDestroy(), 5);
  }),
  streaming((response) => response.end(event(LONG))),
  // It says that more or less comes than does.
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"choices":[]');
    setTimeout(() => response.destroy(), 5);
  },
  (response) => {
    response.socket?.end(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{"choices":[]}HTTP/1.1',
    );
  },
  (response) =>
    response.socket?.end(
      'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    ),
  (response) => response.socket?.end('garbage\r\n\r\n'),
  (response) => response.writeHead(500).end(LONG),
  (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
  (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(LONG),
];

function pour(response: http.ServerResponse, events: number): void {
  let left = events;
  const step = () => {
    if (response.destroyed) return;
    left -= 1;
    if (left < 0) response.end(`${WHOLE_END}data: [DONE]\n\n`);
    else if (response.write(event(LONG))) setImmediate(step);
    else response.once('drain', step);
  };
  step();
}

/** One agent after the other; each asks for a stream and behaves or does not. Answers how many asked whole. */
async function askUntil(end: number, broker: BrokerProcess, random: Random): Promise<number> {
  let asked = 0;
  while (performance.now() < end) {
    if (random.chance(8)) await askHalf(broker.socket);
    else {
      await askAndLeave(broker.socket, random);
      asked += 1;
    }
  }
  return asked;
}

const STREAM = chat({ stream: true });

/** Vanishes in the middle of its own request. */
function askHalf(socket: string): Promise<void> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => {
      const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\n`;
      connection.write(`${head}content-length: 5000\r\n\r\n{"model":`);
      setTimeout(() => connection.destroy(), 10);
    });
    connection.on('error', () => undefined);
    connection.on('close', () => resolve());
  });
}

/** Stays to the end, leaves at once or in the middle, or reads so slowly that the others must not wait for it. */
function askAndLeave(socketPath: string, random: Random): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const manner = random.pick(['stays', 'stays', 'stays', 'leaves', 'leaves in the middle', 'reads slowly']);
  return new Promise((resolve) => {
    const request = http.request({
      socketPath,
      method: 'POST',
      path: '/v1/chat/completions',
      headers,
      agent: false,
    });
    request.on('error', () => undefined);
    request.on('close', () => resolve());
    request.on('response', (response) => {
      response.on('error', () => undefined);
      if (manner === 'leaves in the middle') response.once('data', () => request.destroy());
      else if (manner === 'reads slowly') setTimeout(() => response.resume(), 100);
      else response.resume();
    });
    request.end(STREAM);
    if (manner === 'leaves') setTimeout(() => request.destroy(), random.below(20));
  });
}

/** Waits until no call is open any more, at most 15 s. */
async function untilQuiet(
  broker: BrokerProcess,
  upstream: UpstreamDouble,
  before: Footprint,
): Promise<Footprint> {
  for (let turn = 0; turn < 150; turn += 1) {
    // What is kept between calls is no leak; the provider ends it.
    upstream.closeIdle();
    if (footprintOf(broker).descriptors <= before.descriptors && (await upstream.connections()) === 0) break;
    await pause(100);
  }
  return footprintOf(broker);
}

/** What the process says of itself after it has collected its garbage. */
async function usedBy(broker: BrokerProcess): Promise<number> {
  const said = () => [...broker.output().matchAll(/^used (\d+)$/gmu)];
  const count = said().length;
  broker.child.kill('SIGUSR2');
  for (let turn = 0; turn < 500 && said().length === count; turn += 1) await pause(10);
  return Number(said().at(-1)?.[1]) / 1024 ** 2;
}

export function footprintOf({ child }: BrokerProcess): Footprint {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mib = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+) kB`, 'u').exec(status)?.[1]) / 1024;
  return {
    own: mib('RssAnon'),
    resident: mib('VmRSS'),
    descriptors: readdirSync(`/proc/${child.pid}/fd`).length,
  };
}

function larger(one: Footprint, other: Footprint): Footprint {
  return {
    own: Math.max(one.own, other.own),
    resident: Math.max(one.resident, other.resident),
    descriptors: Math.max(one.descriptors, other.descriptors),
  };
}

export function lineOf({ own, resident, descriptors }: Footprint, calls: number): string {
  return `${calls} calls; ${own.toFixed(0)} MiB of its own, ${resident.toFixed(0)} MiB resident, ${descriptors} descriptors`;
}
