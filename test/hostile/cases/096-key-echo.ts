import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../broker/upstream-double.ts';
import { type HostileCase, judge } from '../case.ts';
import { openChannel, type Reply } from '../kit/channel.ts';

const chat = (content: string) =>
  JSON.stringify({ choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] });
const json = { 'content-type': 'application/json' };
const keyOf = (headers: Readonly<Record<string, unknown>>) => String(headers['authorization']).slice(7);

/** A good answer that holds the key in some spelling. */
const inBody =
  (spell: (key: string) => string): Answer =>
  (response, { headers }) =>
    void response.writeHead(200, json).end(chat(`key: ${spell(keyOf(headers))}.`));
const failing =
  (status: number): Answer =>
  (response, { headers }) =>
    void response.writeHead(status, json).end(JSON.stringify({ error: `Wrong key ${keyOf(headers)}` }));

/** As an echo, a debugging gateway or an error text gives it back. */
const ECHOES: Readonly<Record<string, Answer>> = {
  'an error of a wrong request': failing(400),
  'an error of a wrong key': failing(401),
  'an error of the server': failing(500),
  'a header': (response, { headers }) =>
    void response.writeHead(200, { ...json, 'x-debug': keyOf(headers) }).end(chat('fine')),
  'a cookie': (response, { headers }) =>
    void response.writeHead(200, { ...json, 'set-cookie': `k=${keyOf(headers)}` }).end(chat('fine')),
  'the content type': (response, { headers }) =>
    void response.writeHead(200, { 'content-type': `application/json; x=${keyOf(headers)}` }).end(chat('')),
  'all headers': (response, { headers }) =>
    void response.writeHead(200, json).end(JSON.stringify({ headers })),
  'the text': inBody((key) => key),
  base64: inBody((key) => Buffer.from(key).toString('base64')),
  'shifted base64': inBody((key) => Buffer.from(`xy${key}`).toString('base64url')),
  hexadecimal: inBody((key) => Buffer.from(key).toString('hex')),
  'escapes of JSON': (response, { headers }) =>
    void response.writeHead(200, json).end(chat('KEY').replace('KEY', escaped(keyOf(headers)))),
  'percent signs': inBody((key) => Array.from(key, (each) => `%${each.charCodeAt(0).toString(16)}`).join('')),
  'an event': (response, { headers }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const delta = { choices: [{ delta: { content: keyOf(headers) }, finish_reason: 'stop' }] };
    response.end(`data: ${JSON.stringify(delta)}\n\ndata: [DONE]\n\n`);
  },
  'single bytes': (response, { headers }) => {
    response.writeHead(200, json);
    void writeAll(response, chat(keyOf(headers)).split(''));
  },
};

export const hostile: HostileCase = {
  number: 96,
  title: 'The endpoint says the key back to the agent, also cut in two at every byte',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: Record<string, string | null> = {};
    const leak = (reply: Reply | null) => {
      if (reply === null) throw new Error('No answer.');
      return place.scan({ reply: JSON.stringify(reply) }).length > 0 ? 'reached the agent' : null;
    };
    const key = place.secret('key');
    for (const [name, answer] of Object.entries(ECHOES)) {
      const channel = await openChannel(place, defence, { key, answer });
      got[name] = leak(await channel.ask());
      await channel.verdict();
    }
    const cut: Answer = (response, { headers }, index) => {
      const text = chat(`${keyOf(headers)}.`);
      const at = text.indexOf(keyOf(headers)) + index + 1;
      response.writeHead(200, json);
      void writeAll(response, [text.slice(0, at), text.slice(at)]);
    };
    const channel = await openChannel(place, defence, { key, answer: cut });
    const cuts = [];
    for (let at = 1; at < key.length; at += 1) {
      const reply = await channel.ask();
      if (reply?.status !== 200) throw new Error(`No answer to look at: ${reply?.status}`);
      cuts.push(leak(reply));
    }
    // With the defence off every cut must give it away, with it on none.
    const leaks = cuts.filter((each) => each !== null).length;
    const isLeak = defence === 'off' ? leaks === cuts.length : leaks > 0;
    return judge(defence, { ...got, 'two pieces': isLeak ? `reached the agent ${leaks} times` : null });
  },
};

/** Each piece in a chunk of its own, and late enough to arrive as one. */
async function writeAll(response: Parameters<Answer>[0], pieces: readonly string[]): Promise<void> {
  response.socket?.setNoDelay(true);
  for (const piece of pieces) {
    await new Promise((resolve) => response.write(piece, resolve));
    await sleep(3);
  }
  response.end();
}

function escaped(key: string): string {
  return Array.from(key, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
