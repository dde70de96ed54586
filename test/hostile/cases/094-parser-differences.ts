import { deflateSync, gzipSync } from 'node:zlib';
import { type HostileCase, judge } from '../case.ts';
import { type Ask, openChannel, VALID } from '../kit/channel.ts';

const BODY = VALID['openai-chat'];
const HIDDEN = '"model":"m-pro"';
const nested = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
const boundary = 'multipart/form-data; boundary=x';

/** A tool of the agent's own name, whose arguments are any schema. */
function withTool(schema: string): string {
  const tool = `{"type":"function","function":{"name":"read","parameters":${schema}}}`;
  return `${BODY.slice(0, -1)},"tools":[${tool}]}`;
}

/** Bodies that a check and a provider read in two ways. */
const BODIES: Readonly<Record<string, Ask>> = {
  'a key twice, the first one hidden': { body: BODY.replace('{', `{${HIDDEN},`) },
  'a key twice, the last one hidden': { body: BODY.replace(/\}$/u, `,${HIDDEN}}`) },
  'a key with an escaped letter': { body: BODY.replace('{', '{"m\\u006fdel":"m-pro",') },
  'a key twice in a message': { body: BODY.replace('"content":', '"content":"m-pro","content":') },
  'a hidden tool': { body: BODY.replace('{', '{"tools":[{"type":"mcp","server_url":"m-pro"}],"tools":[],') },
  'a key in other letters': { body: BODY.replace('{', '{"MODEL":"m-pro",') },
  'the key __proto__': { body: BODY.replace('{', `{"__proto__":{${HIDDEN}},`) },
  'the key constructor': { body: BODY.replace('{', `{"constructor":{"prototype":{${HIDDEN}}},`) },
  'a number beyond all': { body: BODY.replace('100', '1e400') },
  'a number that is rounded': { body: BODY.replace('100', '100.00000000000000000001') },
  nesting: { body: BODY.replace('"hi"', nested) },
  'nesting in what a tool takes': {
    body: withTool(`{"type":"object","default":${nested.replace('[]', '["m-pro"]')}}`),
  },
  '__proto__ in what a tool takes': { body: withTool(`{"type":"object","__proto__":{${HIDDEN}}}`) },
  'a byte order mark': { body: `\ufeff${BODY}` },
  'UTF-16': { body: Buffer.from(BODY, 'utf16le') },
  'broken UTF-8': { body: Buffer.from(BODY.replace('hi', 'h\xc0\xaf'), 'latin1') },
  'a second text behind it': { body: `${BODY}\n{${HIDDEN}}` },
  'white space and comments': { body: BODY.replace('{', '{/* */') },
  gzip: { body: gzipSync(BODY), headers: { 'content-encoding': 'gzip' } },
  deflate: { body: deflateSync(BODY), headers: { 'content-encoding': 'deflate' } },
  'a form': { body: `--x\r\n\r\n${BODY}\r\n--x--`, headers: { 'content-type': boundary } },
  'a character set': { headers: { 'content-type': 'application/json; charset=utf-7' } },
  'another type': { headers: { 'content-type': 'text/plain' } },
};

export const hostile: HostileCase = {
  number: 94,
  title: 'Bodies that the check and the provider read in two different ways',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const channel = await openChannel(place, defence);
    if ((await channel.ask())?.status !== 200) throw new Error('Nothing passes the channel.');
    const got: Record<string, string | null> = {};
    for (const [name, ask] of Object.entries(BODIES)) {
      const before = channel.upstream.seen.length;
      await channel.ask(ask);
      const seen = channel.upstream.seen.slice(before).at(0);
      // What arrives word for word, or with the hidden part in it, was not made of what was checked.
      const { body = BODY, headers = {} } = ask;
      const isSame =
        seen?.body === body.toString() && (ask.body !== undefined || isTyped(seen.headers, headers));
      got[name] = isSame || seen?.body.includes('m-pro') === true ? 'arrived as it was sent' : null;
    }
    return judge(defence, got);
  },
};

function isTyped(seen: object, sent: object): boolean {
  return Object.entries(sent).every(([name, value]) =>
    Object.entries(seen).some(([n, v]) => n === name && v === value),
  );
}
