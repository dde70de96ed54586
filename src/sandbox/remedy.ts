import { existsSync, readFileSync } from 'node:fs';

/** What kind of machine this is, as far as it decides what helps when no sandbox can be proven. */
export type MachineKind = {
  /** As Node names them. */
  readonly platform: string;
  readonly arch: string;
  /** The image of a GitHub-hosted runner, such as `ubuntu24`; null on any other machine. */
  readonly hosted: string | null;
  /** AppArmor keeps user namespaces from programs that no profile names. */
  readonly appArmor: boolean;
  readonly container: boolean;
};

/** Why one rung is not to be had, in its own words. */
export type Reason = { readonly rung: string; readonly why: string };

/** One sentence: what to do on this kind of machine, when these are the reasons of all rungs that were tried. */
export function remedy(reasons: readonly Reason[], kind: MachineKind): string {
  const { platform, arch, hosted, appArmor, container } = kind;
  if (platform !== 'linux') return OTHER_SYSTEMS.get(platform) ?? OTHER_SYSTEM;
  const open = reasons.filter(({ why }) => !SAYS_WHAT_TO_DO.test(why));
  if (open.length === 0) return '';
  if (container) return CONTAINER;
  if (hosted !== null && !/^ubuntu(24|2[5-9]|[3-9]\d)/.test(hosted)) return OLD_IMAGE;
  if (hosted !== null && arch !== 'x64') return ARM_IMAGE;
  if (hosted !== null) return IMAGE;
  if (open.some(({ why }) => /Unknown option/i.test(why))) return OLD_BUBBLEWRAP;
  return appArmor ? APPARMOR : NO_NAMESPACES;
}

/** Reasons that name their own remedy, or belong to a rung that nobody asked for. */
const SAYS_WHAT_TO_DO =
  /install it|belong to root alone|entered by other users|use `auto`|GATE_SANDBOX_IMAGE/;

const LINUX = 'run the review on ubuntu-24.04, or with `review: off` for the audit alone.';

const OTHER_SYSTEMS: ReadonlyMap<string, string> = new Map([
  ['darwin', `macOS cannot keep files, processes and the network from a program: ${LINUX}`],
  ['win32', `Windows cannot keep files, processes and the network from a program: ${LINUX}`],
]);

const OTHER_SYSTEM = `This system has no namespaces, which a sandbox is made of: ${LINUX}`;

const CONTAINER =
  'Container runtimes forbid what a sandbox is made of: run the job on the host (no `container:`), for example on ubuntu-24.04.';

const OLD_IMAGE = 'The bubblewrap of this image is too old: use `runs-on: ubuntu-24.04`.';

const ARM_IMAGE =
  'OpenCode is pinned for x64 runners: use `runs-on: ubuntu-24.04`, or `review: off` for the audit alone.';

const IMAGE =
  'Install bubblewrap in a step before (`sudo apt-get update && sudo apt-get install --yes bubblewrap`), and leave the runner its sudo.';

const OLD_BUBBLEWRAP =
  'This bubblewrap is too old: use 0.8.0 or newer (Debian 12, Ubuntu 24.04), or a container (`sandbox: docker`).';

/** What lets bubblewrap, and nothing else, make user namespaces where AppArmor restricts them. */
export const PROFILE = 'abi <abi/4.0>, profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }';

const APPARMOR =
  'AppArmor restricts user namespaces here: give the user of the runner sudo without a password, or have an administrator load the profile of docs/sandbox.md.';

const NO_NAMESPACES =
  'Allow unprivileged user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone), or give the user sudo without a password.';

export function readKind(): MachineKind {
  const { platform, arch, env } = process;
  return {
    platform,
    arch,
    hosted: env['RUNNER_ENVIRONMENT'] === 'github-hosted' ? (env['ImageOS'] ?? '') : null,
    appArmor: firstLine('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1',
    container: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
  };
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').split('\n')[0] ?? '';
  } catch {
    // No such restriction on this kernel.
    return '';
  }
}
