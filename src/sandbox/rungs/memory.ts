import { spawnSync } from 'node:child_process';

/** How root bounds the memory of a tree on this machine. */
export type MemoryPlan =
  | { readonly bound: 'systemd-scope' }
  | { readonly bound: 'data-limit' }
  /** `parent`: the directory in which a group for a tree may be made. */
  | { readonly bound: 'cgroup-v2' | 'cgroup-v1'; readonly parent: string };

/** What a group of each kind is told, in bytes; a file that the kernel does not have is left out. */
export function groupSettings(
  bound: 'cgroup-v2' | 'cgroup-v1',
  bytes: number,
): Readonly<Record<string, string>> {
  return bound === 'cgroup-v2'
    ? { 'memory.max': String(bytes), 'memory.swap.max': '0' }
    : { 'memory.limit_in_bytes': String(bytes), 'memory.memsw.limit_in_bytes': String(bytes) };
}

/** The words before a command that give it a scope of its own; nothing of it survives the end of the command. */
export function scopeCommand(bytes: number, processes: number): readonly string[] {
  return [
    ['/usr/bin/systemd-run', '--quiet', '--scope', '--collect', '-p', `MemoryMax=${bytes}`],
    ['-p', 'MemorySwapMax=0', '-p', `TasksMax=${processes}`, '--', '/usr/bin/env', '-i', '--'],
  ].flat();
}

/**
 * Tried as root, by effects: a scope must come to be, or a group's limit must read as it was written. A group is
 * made below or beside our own, so that what already bounds us bounds it too.
 */
const TRIAL = `
PATH=/usr/sbin:/usr/bin:/sbin:/bin
bytes=1073741824
if [[ -d /run/systemd/system && -x /usr/bin/systemd-run ]]; then
  script='IFS=: read -r _ _ path < <(grep ^0:: /proc/self/cgroup); [[ $(< "/sys/fs/cgroup$path/memory.max") == '$bytes' ]]'
  if timeout -k 1 3 systemd-run --quiet --scope --collect -p MemoryMax=$bytes -p MemorySwapMax=0 -- bash -c "$script"; then
    echo systemd-scope
    exit
  fi
fi
try() {
  mkdir -- "$2/gate-trial-$$" || return 1
  if [[ -e $2/gate-trial-$$/$3 ]]; then echo $bytes > "$2/gate-trial-$$/$3"; fi
  [[ $(< "$2/gate-trial-$$/$3") == "$bytes" ]]
  local result=$?
  rmdir -- "$2/gate-trial-$$"
  if (( result == 0 )); then echo "$1 $2"; exit; fi
}
while IFS= read -r line; do
  case $line in
    0::/?*) path=/sys/fs/cgroup\${line#0::}; try cgroup-v2 "\${path%/*}" memory.max ;;
    *:memory:*) path=/sys/fs/cgroup/memory\${line#*:memory:}; try cgroup-v1 "\${path%/}" memory.limit_in_bytes ;;
  esac
done < /proc/self/cgroup
echo data-limit`;

/** Milliseconds; a scope takes about 30, and the trial gives it up after 4 s. */
const TRIAL_MS = 6_000;

/** Tries what this machine has; the data limit is what is always there. */
export function planMemory(asRoot: readonly string[], bash: string): MemoryPlan {
  const [program, ...args] = [...asRoot, bash, '--norc', '-p', '-c', TRIAL];
  const { stdout } = spawnSync(program, args, {
    cwd: '/',
    env: {},
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: TRIAL_MS,
  });
  const [, bound, parent] = /^(systemd-scope|cgroup-v[12]) ?(\/.*)?$/m.exec(stdout ?? '') ?? [];
  if (bound === 'systemd-scope') return { bound };
  if ((bound === 'cgroup-v2' || bound === 'cgroup-v1') && parent !== undefined) return { bound, parent };
  return { bound: 'data-limit' };
}
