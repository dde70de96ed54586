import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  accessSync,
  constants,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { ProbePlan } from './instruction.ts';
import { reach } from './reach.ts';

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'];

/** What a process in here could do. Only facts; the parent judges them. */
export async function probe(plan: ProbePlan, port: number): Promise<object> {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const reached = await Promise.all(
    plan.targets.map(async (target) => ((await reach(target)) ? [target.name] : [])),
  );
  return {
    processes,
    self: process.pid,
    descriptors: descriptors('self'),
    firstDescriptors: descriptors('1'),
    environments: processes.map((name) => attempt(() => readFileSync(`/proc/${name}/environ`, 'latin1'))),
    environment: env,
    host: hostname(),
    namespaces: NAMESPACES.map((name) => readlinkSync(`/proc/self/ns/${name}`)),
    status: readFileSync('/proc/self/status', 'utf8'),
    statuses: processes.map((name) => attempt(() => readFileSync(`/proc/${name}/status`, 'utf8'))),
    calls: attempt(() => callResults(plan.caller)),
    oomScore: readFileSync('/proc/self/oom_score_adj', 'utf8').trim(),
    limits: readFileSync('/proc/self/limits', 'utf8'),
    interfaces: interfaces(),
    routes: readFileSync('/proc/net/route', 'utf8').trim().split('\n').length - 1,
    listeners: listeners(),
    reached: reached.flat(),
    seen: plan.hidden.filter((path) => attempt(() => lstatSync(path)) !== null),
    directories: plan.directories.map((path) => ({ path, names: attempt(() => readdirSync(path)) })),
    sizes: plan.directories.map((path) => ({ path, bytes: attempt(() => size(path)) })),
    writable: plan.unwritable.filter((path) => may(path, constants.W_OK)),
    readable: plan.readable.filter((path) => may(path, constants.R_OK)),
    executable: plan.executable.filter((path) => may(path, constants.R_OK | constants.X_OK)),
    nested: complaint(plan.nested),
    broker: await brokerAnswer(port),
  };
}

/** What each descriptor of a process is; null when that may not be known. */
function descriptors(pid: string): readonly { readonly number: number; readonly link: string }[] | null {
  const directory = `/proc/${pid}/fd`;
  const numbers = attempt(() => readdirSync(directory));
  return (
    numbers?.map((name) => ({
      number: Number(name),
      link: attempt(() => readlinkSync(`${directory}/${name}`)) ?? '',
    })) ?? null
  );
}

/** By name; a library would ask over a netlink socket, which the syscall filter refuses. */
function interfaces(): readonly string[] {
  const lines = readFileSync('/proc/net/dev', 'latin1').trim().split('\n').slice(2);
  return lines.map((line) => line.split(':')[0]?.trim() ?? '');
}

/** Ports that anything listens on; state 0A is LISTEN. */
function listeners(): number {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(
    (path) => attempt(() => readFileSync(path, 'latin1')) ?? '',
  );
  return tables.flatMap((table) => table.split('\n').filter((line) => /^\s*\d+: \S+ \S+ 0A /.test(line)))
    .length;
}

function size(path: string): number {
  const { blocks, bsize } = statfsSync(path);
  return blocks * bsize;
}

/** access(2) is refused by a read-only mount as a write is, and changes nothing where there is no sandbox. */
const may = (path: string, mode: number) =>
  attempt(() => {
    accessSync(path, mode);
    return true;
  }) ?? false;

/** What a program says about why it fails; empty when it does not. */
function complaint([program = '', ...args]: readonly string[]): string {
  const { status, stderr } = spawnSync(program, args, { env: {}, encoding: 'latin1', timeout: 2_000 });
  return status === 0 ? '' : stderr;
}

/** Standard output of an executable that did not exist before and does not stay, in hexadecimal digits. */
function callResults(executable: string): string {
  const path = join(tmpdir(), `calls-${randomUUID()}`);
  writeFileSync(path, Buffer.from(executable, 'base64'), { mode: 0o700, flag: 'wx' });
  try {
    return spawnSync(path, { env: {}, encoding: 'hex', timeout: 2_000 }).stdout;
  } finally {
    rmSync(path);
  }
}

/** What the broker's end says when it is asked nothing, through the relay's own port. */
function brokerAnswer(port: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connectTcp({ host: '127.0.0.1', port, timeout: 1_000 });
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
    socket.on('end', end).on('error', end).on('timeout', end);
  });
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
