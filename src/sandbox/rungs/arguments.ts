import { environment } from '../environment.ts';
import { INSIDE, INSIDE_ID } from '../inside.ts';
import { type ResourceLimit, SHARED_MEMORY_BYTES } from '../limits.ts';
import type { Limits, Mounts } from '../sandbox.ts';

/** A directory that the loader of shared libraries needs, as this machine has it. */
export type LibraryRoot =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** Descriptor numbers that bwrap is started with. */
export type Descriptors = {
  readonly passwd: number;
  readonly hosts: number;
  /** Held open by process 1 alone: its end is the end of the tree. */
  readonly lifeline: number;
  readonly info: number;
  /** A compiled syscall filter; null until there is one. */
  readonly filter: number | null;
};

export type Plan = {
  readonly mounts: Mounts;
  readonly limits: Limits;
  readonly resources: readonly ResourceLimit[];
  readonly libraries: readonly LibraryRoot[];
  readonly bwrap: string;
  readonly prlimit: string;
  readonly descriptors: Descriptors;
};

/** Everything for `--args`: options only; the command follows on the command line. */
export function bwrapArguments(plan: Plan): readonly string[] {
  return [
    isolation(plan.descriptors),
    variables(),
    root(plan),
    gate(plan),
    writable(plan.limits),
    sealed(),
  ].flat();
}

/** The command line inside: limits first, because RLIMIT_NPROC must count the new user namespace and no other. */
export function innerCommand(plan: Pick<Plan, 'prlimit' | 'resources'>): readonly string[] {
  const limits = plan.resources.map(({ option, value }) => `--${option}=${value}:${value}`);
  return [plan.prlimit, ...limits, INSIDE.node, INSIDE.relay];
}

function isolation(descriptors: Descriptors): readonly string[] {
  return [
    ['--unshare-user', '--unshare-all', '--disable-userns'],
    ['--uid', String(INSIDE_ID), '--gid', String(INSIDE_ID), '--hostname', 'sandbox'],
    ['--cap-drop', 'ALL', '--new-session', '--die-with-parent'],
    ['--sync-fd', String(descriptors.lifeline), '--info-fd', String(descriptors.info)],
    descriptors.filter === null ? [] : ['--seccomp', String(descriptors.filter)],
  ].flat();
}

function variables(): readonly string[] {
  const all = Object.entries(environment(INSIDE));
  return ['--clearenv', ...all.flatMap(([name, value]) => ['--setenv', name, value])];
}

/** No shell and no tool of the host: shared libraries, and the two programs that limit and prove the sandbox. */
function root(plan: Plan): readonly string[] {
  const { libraries, descriptors, bwrap, prlimit } = plan;
  return [
    libraries.flatMap((entry) =>
      entry.kind === 'link' ? ['--symlink', entry.target, entry.path] : ['--ro-bind', entry.path, entry.path],
    ),
    [bwrap, prlimit].flatMap((path) => ['--ro-bind', path, path]),
    ['--perms', '0755', '--dir', '/etc'],
    ['--perms', '0444', '--ro-bind-data', String(descriptors.passwd), '/etc/passwd'],
    ['--perms', '0444', '--ro-bind-data', String(descriptors.hosts), '/etc/hosts'],
  ].flat();
}

function gate({ mounts }: Plan): readonly string[] {
  const binds = MOUNTED.flatMap((name) => ['--ro-bind', mounts[name], INSIDE[name]]);
  return [...binds, '--perms', '0755', '--dir', INSIDE.work];
}

function writable(limits: Limits): readonly string[] {
  const bounded = (bytes: number, mode: string, path: string) => [
    '--size',
    String(bytes),
    '--perms',
    mode,
    '--tmpfs',
    path,
  ];
  return [
    bounded(limits.homeBytes, '0700', INSIDE.home),
    bounded(limits.tmpBytes, '0700', INSIDE.tmp),
    ['--proc', '/proc', '--dev', '/dev'],
    bounded(SHARED_MEMORY_BYTES, '0700', '/dev/shm'),
  ].flat();
}

const MOUNTED = ['view', 'opencode', 'ripgrep', 'node', 'relay', 'config', 'brokerSocket'] as const;

/** Last, after every mount below them. `/proc` too: real root mapped to nobody could else write sysctls. */
function sealed(): readonly string[] {
  return ['/proc', '/dev', '/'].flatMap((path) => ['--remount-ro', path]).concat(['--chdir', INSIDE.work]);
}

export const PASSWD = `agent:x:${INSIDE_ID}:${INSIDE_ID}::${INSIDE.home}:/nonexistent\n`;
export const HOSTS = '127.0.0.1 localhost sandbox\n::1 localhost\n';

/**
 * For real root alone, who must not stay root: a mount namespace where the mounts can be reached by any user, and a
 * change to one without rights. Mapped to nobody but still root to the kernel, the tree would own /proc/sys and
 * have no limit of processes.
 */
export function stage(bwrap: string, setpriv: string, mounts: Mounts, user: number): Staged {
  const staged = Object.fromEntries(MOUNTED.map((name) => [name, `${STAGE}/${name}`]));
  return {
    command: [
      [bwrap, '--die-with-parent', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'],
      ['--dev-bind', '/', '/', '--size', '65536', '--perms', '0755', '--tmpfs', STAGE],
      MOUNTED.flatMap((name) => ['--ro-bind', mounts[name], `${STAGE}/${name}`]),
      ['--', setpriv, `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--'],
    ].flat(),
    mounts: { ...mounts, ...staged },
  };
}

export type Staged = { readonly command: readonly string[]; readonly mounts: Mounts };

/** Covered in that namespace only; what is below it on the machine is still found as a source. */
const STAGE = '/tmp';
