// Requests that are almost right, made of a seed and a number: the same two give the same bytes on every machine.
import { type Random, randomFor } from '../parity/random.ts';
import { CHAT, TOKEN } from './broker-process.ts';

const TOOL = {
  type: 'function',
  function: { name: 'read', description: 'x', parameters: { type: 'object' } },
};
const BODIES: readonly object[] = [
  CHAT,
  { ...CHAT, stream: true },
  { ...CHAT, tools: [TOOL], tool_choice: 'auto', temperature: 0.5 },
  {
    ...CHAT,
    messages: [
      { role: 'system', content: 'é ∑ 🎉' },
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'read', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'ok' },
    ],
  },
];

const KEYS = [
  'model',
  'n',
  'store',
  'tools',
  'messages',
  '__proto__',
  'constructor',
  'web_search_options',
  'user',
  'max_tokens',
];
const VALUES = [
  '"m"',
  '"other"',
  'null',
  'true',
  '1e400',
  '-0',
  '1e2',
  '[]',
  '{}',
  '"\\ud800"',
  '"\\u0000"',
  '[[[[1]]]]',
  '9007199254740993',
];
const SHREDS = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\\u006d',
  '\u0000',
  '\ufeff',
  '\u00ff',
  'e9',
  '/*x*/',
  "'",
  'NaN',
  '\n',
];

const METHODS = [
  'POST',
  'GET',
  'PUT',
  'post',
  'CONNECT',
  'OPTIONS',
  'HEAD',
  'PRI',
  'P\u0000ST',
  'POST POST',
  '',
];
const TARGETS = [
  '/v1/chat/completions',
  '/v1/chat/completions?x=1',
  '/v1/chat/completions/',
  '//evil.example/v1/chat/completions',
  'http://evil.example/v1/chat/completions',
  '/v1/./chat/completions',
  '/v1/chat/%63ompletions',
  '/v1\\chat\\completions',
  '/v1/messages',
  '/v1/files',
  '*',
  '',
  `/${'a'.repeat(20_000)}`,
];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1 ', 'http/1.1', 'HTTP/9.9', ''];
const HEADERS = [
  'transfer-encoding: chunked',
  'Transfer-Encoding: identity',
  'transfer-encoding: xchunked',
  'content-length: 0',
  'content-length: 5',
  'content-length: -1',
  'content-length: 99999999999',
  'content-encoding: gzip',
  'content-type: text/plain',
  'authorization: Bearer other',
  'x-api-key: other',
  'expect: 100-continue',
  'upgrade: websocket\r\nconnection: upgrade',
  'connection: close',
  ' folded: x',
  'no colon',
  'name : value',
  'x\u0000: y',
  `x: ${'y'.repeat(20_000)}`,
  'host: a\r\nhost: b',
];

/** The bytes of one connection, in Latin-1. */
export function bytesOfCase(seed: number, index: number): string {
  const random = randomFor(seed, index);
  const requests = Array.from({ length: random.chance(10) ? 2 : 1 }, () => requestOf(random));
  return requests.join('');
}

function requestOf(random: Random): string {
  const body = Buffer.from(bodyOf(random)).toString('latin1');
  const isChunked = random.chance(15);
  const start = random.chance(80)
    ? `POST ${TARGETS[0]} HTTP/1.1`
    : `${random.pick(METHODS)} ${random.pick(TARGETS)} ${random.pick(VERSIONS)}`;
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  const headers = ['host: x', `authorization: Bearer ${TOKEN}`, 'content-type: application/json', length];
  if (random.chance(25))
    headers.splice(random.below(headers.length + 1), random.below(2), random.pick(HEADERS));
  const end = random.chance(95) ? '\r\n' : random.pick(['\n', '\r', '\r\r\n', '\u0000\r\n']);
  const head = `${[start, ...headers].join(end)}${end}${end}`;
  const text = head + (isChunked ? chunksOf(random, body) : body);
  return random.chance(10) ? damage(random, text) : text;
}

/** JSON that is right, wrong in its meaning, or no JSON at all. */
function bodyOf(random: Random): string {
  let text = JSON.stringify(random.pick(BODIES));
  const damages = random.below(4);
  for (let turn = 0; turn < damages; turn += 1) text = change(random, text);
  return text;
}

function change(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  switch (random.below(5)) {
    case 0:
      return damage(random, text);
    case 1:
      return text.slice(0, at) + random.pick(SHREDS) + text.slice(at);
    case 2:
      return text.replace(/^\{/u, `{"${random.pick(KEYS)}":${random.pick(VALUES)},`);
    case 3:
      return text.replace(/\}$/u, `,"${random.pick(KEYS)}":${random.pick(VALUES)}}`);
    default:
      return text.replace(/"(?:hi|m|read|auto)"|100|0\.5/u, random.pick(VALUES));
  }
}

/** A few characters less, twice or other ones. */
function damage(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const length = random.below(8);
  const piece = random.pick(['', text.slice(at, at + length).repeat(2), random.pick(SHREDS)]);
  return text.slice(0, at) + piece + text.slice(at + length);
}

function chunksOf(random: Random, body: string): string {
  const size = 1 + random.below(body.length);
  const sized = (piece: string) => `${piece.length.toString(16)}\r\n${piece}\r\n`;
  const rest = body.slice(size);
  return `${sized(body.slice(0, size))}${rest === '' ? '' : sized(rest)}${random.pick(['0\r\n\r\n', '0\r\n\r\n', '', 'zz\r\n\r\n', '0\r\nx: y\r\n\r\n'])}`;
}
