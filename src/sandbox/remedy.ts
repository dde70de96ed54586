import { existsSync, readFileSync } from 'node:fs';

/** What kind of machine this is, as far as it decides why a sandbox may not start. */
export type MachineKind = { readonly appArmor: boolean; readonly container: boolean };

/** What went wrong: checks by name, and what kept the rung from starting at all. */
type Symptoms = {
  readonly failed: readonly string[];
  readonly trouble: string | null;
  readonly kind: MachineKind;
};

/** One or two sentences: what failed, and what to do about it on this kind of machine. */
export function remedy({ failed, trouble, kind }: Symptoms): string {
  if (trouble === null) {
    return `The isolation is not complete (failed: ${failed.join(', ')}); use bubblewrap 0.8.0 or newer on a kernel with user namespaces.`;
  }
  return `${trouble.replace(/\.?$/, '.')} ${advice(trouble, kind)}`.trim();
}

function advice(trouble: string, kind: MachineKind): string {
  if (/install|belong to root|needs Linux/.test(trouble)) return '';
  if (/Unknown option/i.test(trouble)) {
    return 'This bubblewrap is too old; use 0.8.0 or newer (Debian 12, Ubuntu 24.04).';
  }
  if (kind.container) {
    return 'Container runtimes forbid the namespaces that a sandbox is made of: run the job on the host (no `container:`), on ubuntu-24.04 for example.';
  }
  if (kind.appArmor) {
    return 'AppArmor restricts user namespaces here (Ubuntu 23.10 and later): allow them for bubblewrap with the profile `abi <abi/4.0>, profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }`, loaded by `apparmor_parser -r`.';
  }
  return 'Unprivileged user namespaces must be allowed (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone) and bubblewrap be 0.8.0 or newer.';
}

export function readKind(): MachineKind {
  return {
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
