import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { descendantsOf } from '../../emulators/runner/processes.ts';

/** A port that a process listens on. `here` is whether this process can connect to it: the network is the same. */
export type Listener = { readonly pid: number; readonly port: number; readonly here: boolean };

/** What the processes that this one started listen on, in whatever network they are. */
export function listenersBelow(): readonly Listener[] {
  const own = linkOf('/proc/self/ns/net');
  return descendantsOf(process.pid).flatMap(({ pid }) => {
    const here = linkOf(`/proc/${pid}/ns/net`) === own;
    return portsOf(pid).map((port) => ({ pid, port, here }));
  });
}

/** Attempts to leave the networks of the processes below, as the kernel counts them; our own network is left out. */
export function attemptsBelow(): Readonly<Record<string, number>> {
  const own = linkOf('/proc/self/ns/net');
  const counts: Record<string, number> = {};
  for (const { pid } of descendantsOf(process.pid)) {
    const network = linkOf(`/proc/${pid}/ns/net`);
    if (network === own || network === '') continue;
    const text = textOf(`/proc/${pid}/net/snmp`);
    const all = [
      valueOf(text, 'Tcp', 'AttemptFails'),
      valueOf(text, 'Udp', 'OutDatagrams'),
      valueOf(text, 'Ip', 'OutNoRoutes'),
    ];
    counts[network] = all.reduce((sum, value) => sum + value, 0);
  }
  return counts;
}

function portsOf(pid: number): readonly number[] {
  const sockets = new Set(namesIn(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`)));
  const lines = ['tcp', 'tcp6'].flatMap((name) => textOf(`/proc/${pid}/net/${name}`).split('\n'));
  return lines.flatMap((line) => {
    // Local address, state 0A for listening, and the number of the socket.
    const found = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 0A (?:\S+ +){5}(\d+)/u.exec(line);
    const isOwn = found !== null && sockets.has(`socket:[${found[2]}]`);
    return isOwn ? [Number.parseInt(found[1] ?? '0', 16)] : [];
  });
}

function valueOf(text: string, protocol: string, key: string): number {
  const [names = [], values = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${protocol}:`))
    .map((line) => line.split(' '));
  return Number(values[names.indexOf(key)] ?? 0);
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
