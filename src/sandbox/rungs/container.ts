import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '../../errors.ts';
import { environment } from '../environment.ts';
import { INSIDE } from '../inside.ts';
import { readHardLimits, resourceLimits, SHARED_MEMORY_BYTES } from '../limits.ts';
import type { Limits, Mounts, Promises, Rung, Sandbox } from '../sandbox.ts';
import { containerProcess } from './container-process.ts';
import { renderContainerProfile } from './container-profile.ts';
import { FRESH_USERS, freshUser } from './fresh-user.ts';
import { share } from './give.ts';
import { requireLinux, trustedProgram } from './machine.ts';
import { BWRAP_PROMISES } from './promises.ts';

export const docker: Rung = engine('docker', 'apt-get install docker.io');
export const podman: Rung = engine('podman', 'apt-get install podman');

/** The environment variable by which a workflow names the image; whatever has glibc and coreutils will do. */
export const IMAGE_VARIABLE = 'GATE_SANDBOX_IMAGE';

/** A container of an image that the workflow names by digest and has pulled; only its libraries are used. */
function engine(name: 'docker' | 'podman', install: string): Rung {
  return {
    name,
    open: (mounts, limits) => {
      requireLinux();
      const image = parseImage(process.env[IMAGE_VARIABLE] ?? '');
      const machine = { engine: trustedProgram(name, install), bash: trustedProgram('bash', '') };
      return openContainer({ name, image, ...machine }, mounts, limits);
    },
  };
}

/** Throws GateError `sandbox-unavailable` for a reference that does not say which bytes it means. */
export function parseImage(reference: string): string {
  if (/^[a-z0-9][\w./:-]{0,254}@sha256:[0-9a-f]{64}$/.test(reference)) return reference;
  const what = reference === '' ? 'names no image' : 'is not NAME@sha256:DIGEST';
  throw new GateError('sandbox-unavailable', `${IMAGE_VARIABLE} ${what}.`);
}

export type ContainerMachine = {
  readonly name: string;
  readonly image: string;
  /** Paths. */
  readonly engine: string;
  readonly bash: string;
};

export function openContainer(machine: ContainerMachine, mounts: Mounts, limits: Limits): Sandbox {
  return {
    rung: machine.name,
    inside: { view: INSIDE.view, work: INSIDE.work },
    promises: PROMISES,
    start: () => {
      const missing = Object.values(mounts).find((path) => !existsSync(path));
      // An engine would make a directory of what is not there, as root.
      if (missing !== undefined) throw absent();
      for (const path of [mounts.view, mounts.config, mounts.brokerSocket]) share(path);
      const scratch = mkdtempSync(join(tmpdir(), 'gate-container-'));
      const profile = join(scratch, 'seccomp.json');
      writeFileSync(profile, renderContainerProfile());
      const name = `gate-${randomUUID()}`;
      const options = containerArguments(
        { engine: machine.name, name, image: machine.image, user: freshUser(), profile },
        mounts,
        limits,
      );
      return containerProcess({ ...machine, name, scratch }, options);
    },
  };
}

const absent = () =>
  new GateError('sandbox-failed', 'A file that the sandbox needs is not there; nothing was started.');

/** An image has a root of its own, and process 1 is the relay; the rest is as everywhere. */
const PROMISES: Promises = {
  ...BWRAP_PROMISES,
  users: FRESH_USERS,
  ownUserNamespace: false,
  first: 'relay',
  filter: 'engine',
  content: Object.fromEntries(
    Object.entries(BWRAP_PROMISES.content).filter(([path]) =>
      /^\/(opt\/gate|run\/gate|tmp|work|home|dev\/shm)/.test(path),
    ),
  ),
  // A process may always ask to be killed sooner, and /proc cannot be sealed by an engine's options.
  unwritable: BWRAP_PROMISES.unwritable.filter((path) => path !== '/proc/self/oom_score_adj'),
  nested: ['/usr/bin/unshare', '--user', '/bin/true'],
  memory: 'container',
};

export type Container = {
  readonly engine: string;
  readonly name: string;
  readonly image: string;
  readonly user: number;
  /** The file with the syscall policy. */
  readonly profile: string;
};

/** Everything after the engine's name. */
export function containerArguments(container: Container, mounts: Mounts, limits: Limits): readonly string[] {
  const { engine, name, image, user, profile } = container;
  const variables = Object.entries(environment(INSIDE)).map(([key, value]) => `${key}=${value}`);
  return [
    ['run', '--rm', '--interactive', '--pull', 'never', '--name', name, '--hostname', 'sandbox'],
    ['--network', 'none', '--ipc', 'private', '--cgroupns', 'private', '--read-only'],
    ['--user', `${user}:${user}`, '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ['--security-opt', `seccomp=${profile}`, '--oom-score-adj', '1000'],
    bounds(limits),
    // Its own idea of read-only leaves /run and others writable.
    engine === 'podman' ? ['--read-only-tmpfs=false'] : [],
    writable(limits),
    MOUNTED.flatMap((key) => ['--volume', `${mounts[key]}:${INSIDE[key]}:ro`]),
    ['--workdir', INSIDE.work, '--entrypoint', '/usr/bin/env', image],
    // Neither the image's variables nor the engine's own.
    ['-i', ...variables, INSIDE.node, INSIDE.relay],
  ].flat();
}

const MOUNTED = ['view', 'opencode', 'ripgrep', 'node', 'relay', 'config', 'brokerSocket'] as const;

function bounds(limits: Limits): readonly string[] {
  const { memoryBytes, processes } = limits;
  const resources = resourceLimits(limits, readHardLimits());
  return [
    ['--memory', String(memoryBytes), '--memory-swap', String(memoryBytes)],
    ['--pids-limit', String(processes), '--shm-size', String(SHARED_MEMORY_BYTES)],
    resources.flatMap(({ option, value }) => ['--ulimit', `${option}=${value}:${value}`]),
  ].flat();
}

/** OpenCode loads libraries that it has unpacked there, so they may be executed; nobody else is there to read them. */
function writable({ homeBytes, tmpBytes }: Limits): readonly string[] {
  const options = 'mode=0777,exec,nosuid,nodev';
  return [
    `${INSIDE.home}:size=${homeBytes},${options}`,
    `${INSIDE.tmp}:size=${tmpBytes},${options}`,
    `${INSIDE.work}:ro,size=4096,mode=0555,noexec,nosuid,nodev`,
  ].flatMap((mount) => ['--tmpfs', mount]);
}
