import { environment } from '../environment.ts';
import { INSIDE } from '../inside.ts';
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
  /** Held open by process 1 alone: its end is the end of the tree. Null where a root of this machine watches it. */
  readonly lifeline: number | null;
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
  /** Who the inside is. */
  readonly user: number;
  /**
   * Null for a user namespace, where whoever starts bwrap has no rights outside. Else bwrap is started by root, in
   * the user namespace of the machine, and this program takes all rights away before anything of ours runs.
   */
  readonly leaveRoot: string | null;
};

/** Everything for `--args`: options only; the command follows on the command line. */
export function bwrapArguments(plan: Plan): readonly string[] {
  return [isolation(plan), variables(), root(plan), gate(plan), writable(plan), sealed()].flat();
}

/**
 * The command line inside: limits first, because RLIMIT_NPROC must count the new user namespace and no other, and
 * because a root may give what a user may only lower; then, from root, all rights away for good.
 */
export function innerCommand(
  plan: Pick<Plan, 'prlimit' | 'resources' | 'user' | 'leaveRoot'>,
): readonly string[] {
  const limits = plan.resources.map(({ option, value }) => `--${option}=${value}:${value}`);
  const leave = plan.leaveRoot === null ? [] : [plan.leaveRoot, ...becoming(plan.user), ...POWERLESS];
  return [plan.prlimit, ...limits, ...leave, INSIDE.node, INSIDE.relay];
}

const becoming = (user: number) => [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];

const POWERLESS = ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--no-new-privs'];

function isolation({ descriptors, user, leaveRoot }: Plan): readonly string[] {
  const { lifeline, info } = descriptors;
  return [
    leaveRoot === null ? asUser(user) : AS_ROOT,
    ['--hostname', 'sandbox', '--new-session', '--die-with-parent', '--info-fd', String(info)],
    lifeline === null ? [] : ['--sync-fd', String(lifeline)],
    descriptors.filter === null ? [] : ['--seccomp', String(descriptors.filter)],
  ].flat();
}

const asUser = (user: number) =>
  [
    '--unshare-user',
    '--unshare-all',
    '--disable-userns',
    '--uid',
    String(user),
    '--gid',
    String(user),
  ].concat(['--cap-drop', 'ALL']);

/** What setpriv and prlimit need, and give up. */
const RIGHTS = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP', 'CAP_SYS_RESOURCE'];

const AS_ROOT = ['ipc', 'pid', 'net', 'uts', 'cgroup']
  .map((name) => `--unshare-${name}`)
  .concat(['--cap-drop', 'ALL'])
  .concat(RIGHTS.flatMap((right) => ['--cap-add', right]));

function variables(): readonly string[] {
  const all = Object.entries(environment(INSIDE));
  return ['--clearenv', ...all.flatMap(([name, value]) => ['--setenv', name, value])];
}

/** No shell and no tool of the host: shared libraries, and the two programs that limit and prove the sandbox. */
function root(plan: Plan): readonly string[] {
  const { libraries, descriptors, bwrap, prlimit, leaveRoot } = plan;
  const programs = leaveRoot === null ? [bwrap, prlimit] : [bwrap, prlimit, leaveRoot];
  return [
    FOLDERS.flatMap((path) => ['--perms', '0755', '--dir', path]),
    libraries.flatMap((entry) =>
      entry.kind === 'link' ? ['--symlink', entry.target, entry.path] : ['--ro-bind', entry.path, entry.path],
    ),
    programs.flatMap((path) => ['--ro-bind', path, path]),
    ['--perms', '0444', '--ro-bind-data', String(descriptors.passwd), '/etc/passwd'],
    ['--perms', '0444', '--ro-bind-data', String(descriptors.hosts), '/etc/hosts'],
  ].flat();
}

/** Made here because bwrap lets only their owner into those that it makes on the way to a mount. */
const FOLDERS = ['/usr', '/usr/bin', '/etc', '/home', '/opt', '/opt/gate', INSIDE.bin, '/run', '/run/gate'];

function gate({ mounts }: Plan): readonly string[] {
  const binds = MOUNTED.flatMap((name) => ['--ro-bind', mounts[name], INSIDE[name]]);
  return [...binds, '--perms', '0755', '--dir', INSIDE.work];
}

/** From root the directories stay root's, so that their mode lets in the only other user there is. */
function writable({ limits, leaveRoot }: Plan): readonly string[] {
  const mode = leaveRoot === null ? '0700' : '0777';
  const bounded = (bytes: number, path: string) => [
    '--size',
    String(bytes),
    '--perms',
    mode,
    '--tmpfs',
    path,
  ];
  return [
    bounded(limits.homeBytes, INSIDE.home),
    bounded(limits.tmpBytes, INSIDE.tmp),
    ['--proc', '/proc', '--dev', '/dev'],
    bounded(SHARED_MEMORY_BYTES, '/dev/shm'),
  ].flat();
}

const MOUNTED = ['view', 'opencode', 'ripgrep', 'node', 'relay', 'config', 'brokerSocket'] as const;

/** Last, after every mount below them. `/proc` too: real root mapped to nobody could else write sysctls. */
function sealed(): readonly string[] {
  return ['/proc', '/dev', '/'].flatMap((path) => ['--remount-ro', path]).concat(['--chdir', INSIDE.work]);
}

export const passwd = (user: number) => `agent:x:${user}:${user}::${INSIDE.home}:/nonexistent\n`;
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
      ['--', setpriv, ...becoming(user), '--'],
    ].flat(),
    mounts: { ...mounts, ...staged },
  };
}

export type Staged = { readonly command: readonly string[]; readonly mounts: Mounts };

/** Covered in that namespace only; what is below it on the machine is still found as a source. */
const STAGE = '/tmp';
