// A broker against random bytes: `node test/broker/fuzz.ts [--seed S] [--from I] [--count N]`. Prints each broken promise
// with the number that replays it, and exits with 1 on any.
import net from 'node:net';
import { parseArgs } from 'node:util';
import { openaiChat } from '../../src/broker/dialects/openai-chat.ts';
import { parseSettings, renderSettings } from '../../src/broker/settings.ts';
import { parseStrictJson } from '../../src/broker/strict-json.ts';
import { chat, KEY, openBroker, settingsFor } from './broker-process.ts';
import { bytesOfCase } from './fuzz-cases.ts';
import { answerJson, openUpstreamDouble, type Seen } from './upstream-double.ts';

export const SEED = 20_261_120;
const AT_ONCE = 16;

export type Fuzzed = {
  /** Broken promises, one sentence each. */
  readonly broken: readonly string[];
  /** How many requests reached the provider. */
  readonly forwarded: number;
  readonly refused: number;
};

/** Sends every case to one broker and judges what came of them all. */
export async function fuzzBroker(options: {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
}): Promise<Fuzzed> {
  const upstream = await openUpstreamDouble(answerJson);
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`));
  const broken: string[] = [];
  try {
    await sendAll(options, { path: broker.socket }, broken);
    const last = await broker.ask({ body: chat() }).catch(() => null);
    if (last?.status !== 200) broken.push('the broker does not answer any more');
    broken.push(...upstream.seen.map(problemOf).filter((problem) => problem !== null));
    const forwarded = upstream.seen.length - 1;
    return { broken, forwarded, refused: broker.events.length - upstream.seen.length };
  } finally {
    await broker.close();
    await upstream.close();
  }
}

/** Each case on a connection of its own, some at a time. */
export async function sendAll(
  { seed, from, count }: { readonly seed: number; readonly from: number; readonly count: number },
  target: net.NetConnectOpts,
  broken: string[],
): Promise<void> {
  let next = from;
  const work = async () => {
    while (next < from + count) {
      const index = next;
      next += 1;
      const isEnded = await sendCase(bytesOfCase(seed, index), target);
      if (!isEnded) broken.push(`case ${index}: neither an answer nor a closed connection within 15 s`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Writes the bytes and ends; true when the other side answered or closed. */
function sendCase(bytes: string, target: net.NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect({ ...target, allowHalfOpen: true });
    const timer = setTimeout(() => end(false), 15_000);
    const end = (isEnded: boolean) => {
      clearTimeout(timer);
      connection.destroy();
      resolve(isEnded);
    };
    connection.on('data', () => end(true));
    connection.on('end', () => end(true));
    connection.on('error', () => end(true));
    connection.on('close', () => end(true));
    connection.end(bytes, 'latin1');
  });
}

const SETTINGS = parseSettings(renderSettings({ ...settingsFor('https://a.example/v1'), socket: '/s' }));

/** What is wrong with a request that reached the provider, or null: only what the broker wrote itself may. */
export function problemOf({ method, url, headers, body }: Seen): string | null {
  if (SETTINGS === null) return 'the settings of the test are wrong';
  if (method !== 'POST' || url !== '/v1/chat/completions') return `the provider was asked ${method} ${url}`;
  if (headers.authorization !== `Bearer ${KEY}`) return 'the provider was shown another key';
  const strange = Object.keys(headers).find((name) => !OURS.has(name));
  if (strange !== undefined) return `the provider was sent the header ${strange}`;
  const json = parseStrictJson(Buffer.from(body));
  const checked = json.ok ? openaiChat(SETTINGS).checkBody(json.value) : json;
  if (!checked.ok)
    return `the provider was sent what the broker refuses (${checked.why}): ${body.slice(0, 300)}`;
  return checked.value.render(checked.value.outputTokens) === body
    ? null
    : `not canonical: ${body.slice(0, 300)}`;
}

const OURS = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'user-agent',
]);

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(SEED) },
      from: { type: 'string', default: '0' },
      count: { type: 'string', default: '20000' },
    },
  });
  const [seed, from, count] = [Number(values.seed), Number(values.from), Number(values.count)];
  const { broken, forwarded, refused } = await fuzzBroker({ seed, from, count });
  console.log(
    `broker: ${count} cases from ${from}, seed ${seed}, ${forwarded} forwarded, ${refused} refused or failed`,
  );
  for (const each of broken) console.log(`  ${each}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
}
