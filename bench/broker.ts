import { readFileSync } from 'node:fs';
import http from 'node:http';
import { dirname, resolve } from 'node:path';
import { BROKER_FLAGS } from '../src/adapters/broker/start-broker.ts';
import { type BrokerProcess, BUDGETS, chat, openBroker, settingsFor } from '../test/broker/broker-process.ts';
import { median } from './measure.ts';
import { openProvider, type Provider, type Streamed, streamThrough, type Target } from './stream-through.ts';
import { ms, type Row, ratioOf } from './table.ts';

const CHUNKS = 2000;
const CHUNK_BYTES = 200;
const STREAMS = 50;
const STREAM_BYTES = 8 * 1024 * 1024;
const EVENT_BYTES = 8 * 1024;
/** Each measurement is so short that one round of it says little. */
const PER_ROUND = 5;

/** What the broker costs: the first byte and a long stream beside a direct connection, and its memory under load. */
export async function benchBroker(cli: string, rounds: number): Promise<readonly Row[]> {
  const bundle = resolve(dirname(cli), '..', 'broker', 'index.js');
  return [...(await benchSpeed(bundle, rounds)), ...(await benchMemory(bundle))];
}

async function benchSpeed(bundle: string, rounds: number): Promise<readonly Row[]> {
  const short = await compare(bundle, rounds * PER_ROUND, 1);
  const long = await compare(bundle, rounds * PER_ROUND, CHUNKS);
  return [
    {
      what: 'broker, first byte',
      ours: ms(short.through.firstMs),
      beside: `${ms(short.direct.firstMs)} direct`,
      ratio: `+${ms(short.through.firstMs - short.direct.firstMs)}`,
      goal: '≤ 5 ms more',
    },
    {
      what: `broker, ${CHUNKS} streamed chunks`,
      ours: ms(long.through.totalMs),
      beside: `${ms(long.direct.totalMs)} direct`,
      ratio: ratioOf(long.through.totalMs, long.direct.totalMs),
      goal: '≤ 1.15×',
    },
  ];
}

type Times = Pick<Streamed, 'firstMs' | 'totalMs'>;

/** Medians of both ways, taken in turns. */
async function compare(bundle: string, rounds: number, chunks: number) {
  const through: Streamed[] = [];
  const direct: Streamed[] = [];
  await between(bundle, [chunks, CHUNK_BYTES], async (broker, provider) => {
    await sample({ socketPath: broker.socket });
    await sample({ port: provider.port });
    for (let turn = 0; turn < rounds; turn += 1) {
      through.push(await sample({ socketPath: broker.socket }));
      direct.push(await sample({ port: provider.port }));
    }
  });
  const of = (all: readonly Streamed[]): Times => ({
    firstMs: median(all.map((one) => one.firstMs)),
    totalMs: median(all.map((one) => one.totalMs)),
  });
  return { through: of(through), direct: of(direct) };
}

/** A broker before a provider whose answers have so many events of so many bytes. */
async function between<T>(
  bundle: string,
  [events, bytes]: readonly [number, number],
  use: (broker: BrokerProcess, provider: Provider) => Promise<T>,
): Promise<T> {
  const provider = await openProvider(events, bytes);
  try {
    const budgets = { ...BUDGETS, concurrent: STREAMS };
    const settings = settingsFor(`${provider.origin}/v1`, { budgets });
    const broker = await openBroker(settings, {}, { bundle, flags: BROKER_FLAGS });
    try {
      return await use(broker, provider);
    } finally {
      await broker.close();
    }
  } finally {
    await provider.close();
  }
}

/** On a new connection each time, as OpenCode's first call of a run is. */
async function sample(target: Target): Promise<Streamed> {
  const agent = new http.Agent({ keepAlive: false });
  try {
    return await streamThrough(target, agent);
  } finally {
    agent.destroy();
  }
}

function benchMemory(bundle: string): Promise<readonly Row[]> {
  return between(bundle, [STREAM_BYTES / EVENT_BYTES, EVENT_BYTES], async (broker) => {
    await broker.ask({ body: chat({ stream: true }) });
    const idle = { own: memoryOf(broker, 'RssAnon'), resident: memoryOf(broker, 'VmRSS') };
    let own = idle.own;
    const watch = setInterval(() => {
      own = Math.max(own, memoryOf(broker, 'RssAnon'));
    }, 20);
    const agent = new http.Agent({ keepAlive: false });
    const started = performance.now();
    const all = Array.from({ length: STREAMS }, () => streamThrough({ socketPath: broker.socket }, agent));
    await Promise.all(all).finally(() => clearInterval(watch));
    agent.destroy();
    const seconds = (performance.now() - started) / 1000;
    const what = `broker, ${STREAMS} streams of 8 MiB at once, peak of`;
    const speed = `${((STREAMS * 8) / seconds).toFixed(0)} MiB/s`;
    const resident = memoryOf(broker, 'VmHWM');
    const after = `${mib(idle.resident)} after one`;
    return [
      rowOf(`${what} its own memory`, own, `${mib(idle.own)} after one; ${speed}`, own / idle.own),
      rowOf(`${what} all resident memory`, resident, after, resident / idle.resident),
    ];
  });
}

function rowOf(what: string, peak: number, beside: string, ratio: number): Row {
  return { what, ours: mib(peak), beside, ratio: `${ratio.toFixed(2)}×`, goal: '< 80 MB' };
}

function mib(value: number): string {
  return `${value.toFixed(0)} MiB`;
}

/** MiB, by the kernel. */
function memoryOf({ child }: BrokerProcess, key: 'VmRSS' | 'VmHWM' | 'RssAnon'): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(new RegExp(`${key}:\\s+(\\d+) kB`, 'u').exec(status)?.[1]) / 1024;
}
