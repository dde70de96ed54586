import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '../../errors.ts';
import type { SandboxProcess } from '../sandbox.ts';
import { supervise } from '../supervise.ts';
import type { Launch } from './launch-as-user.ts';

/** What the supervisor of a root's tree is told; texts of any bytes but NUL. */
export type Charge = Launch & {
  /** Bytes that the tree's own control group must be bounded to; null when nothing but the data limit bounds it. */
  readonly memoryBytes: number | null;
  /** A control group to be made for this tree; null when the command makes its own, or none. */
  readonly group: { readonly path: string; readonly settings: Readonly<Record<string, string>> } | null;
};

/** Descriptor numbers that bwrap is started with. */
export const ROOT_FD = { list: 3, passwd: 4, hosts: 5, info: 7, filter: 8 } as const;

/**
 * Runs as root between us and bwrap, because under sudo nobody else could end root's children. It reads its charge
 * from the standard input, which then is the relay's. Its lifeline is a named pipe that we alone hold open: at the end
 * of it, however that comes, it kills process 1 inside and with it all there is. It ends after the tree, never before.
 */
export const SUPERVISOR = `
PATH=/usr/sbin:/usr/bin:/sbin:/bin
cd /
umask 022
for descriptor in /proc/self/fd/*; do
  descriptor=\${descriptor##*/}
  if (( descriptor > 2 )); then eval "exec $descriptor>&-"; fi
done
leaveGroup() {
  if [[ -z \${group-} ]]; then return; fi
  for (( tries = 0; tries < 20; tries++ )); do
    if rmdir -- "$group"; then break; fi
    sleep 0.01
  done 2> /dev/null
}
fail() { echo "supervisor: $1" >&2; leaveGroup; exit 70; }
take() { IFS= read -r -d '' "$1" || fail 'no charge'; }
takeAll() {
  local -n list=$1
  local count item
  take count
  list=()
  while (( count-- > 0 )); do take item; list+=("$item"); done
}
take lifeline; take passwd; take hosts; take filter; take bytes; take group
takeAll settings; takeAll options; takeAll command
exec 9< "$lifeline" || fail 'no lifeline'
rm -d -f -- "$lifeline" "\${lifeline%/*}"
if [[ -n $group ]]; then
  mkdir -- "$group" || fail 'no control group'
  for setting in "\${settings[@]}"; do
    if [[ -e $group/\${setting%%=*} ]]; then echo "\${setting#*=}" > "$group/\${setting%%=*}"; fi
  done
fi
exec 8>&1
exec 5< <(
  exec 7>&1 1>&8 8>&- 9<&-
  echo 1000 > /proc/self/oom_score_adj
  if [[ -n $group ]]; then echo "$BASHPID" > "$group/cgroup.procs" || exit 70; fi
  exec 3< <(printf '%s\\0' "\${options[@]}") 4< <(printf %s "$passwd") 5< <(printf %s "$hosts") 8< <(base64 -d <<< "$filter")
  exec -c -- "\${command[@]}"
)
tree=$!
exec 8>&-
first=
while IFS= read -r -t 10 -u 5 line; do
  if [[ $line =~ '"child-pid": '([0-9]+) ]]; then first=\${BASH_REMATCH[1]}; fi
done
strike() { kill -KILL $first "$tree"; } 2> /dev/null
isBounded() {
  local line file
  while IFS= read -r line; do
    case $line in
      0::*) file=/sys/fs/cgroup\${line#0::}/memory.max ;;
      *:memory:*) file=/sys/fs/cgroup/memory\${line#*:memory:}/memory.limit_in_bytes ;;
      *) continue ;;
    esac
    if [[ -r $file && $(< "$file") == "$bytes" ]]; then return 0; fi
  done < "/proc/$first/cgroup"
  return 1
}
if [[ -n $bytes && -n $first ]] && ! isBounded 2> /dev/null && [[ -e /proc/$first ]]; then
  strike
  fail 'the control group does not bound the memory'
fi
{ IFS= read -r -t ${6 * 3600} -u 9 line; strike; } > /dev/null 2>&1 < /dev/null &
guard=$!
wait "$tree"
code=$?
{ kill -KILL "$guard"; wait "$guard"; } 2> /dev/null
isOver() {
  local stat
  read -r stat < "/proc/$first/stat" || return 0
  [[ \${stat##*) } == [ZX]* ]]
}
if [[ -n $first ]]; then
  for (( tries = 0; tries < 400; tries++ )); do
    if isOver; then break; fi
    kill -KILL "$first"
    sleep 0.01
  done 2> /dev/null
fi
leaveGroup
exit "$code"`;

/** Starts the supervisor by `asRoot` (nothing for root itself, sudo for others), with the system's bash. */
export function startSupervised(asRoot: readonly string[], bash: string, charge: Charge): SandboxProcess {
  const lifeline = makeLifeline();
  const [program, ...args] = [...asRoot, bash, '--norc', '-p', '-c', SUPERVISOR, 'gate'];
  const child = spawn(program, args, {
    cwd: '/',
    // bash takes a socket as standard input for a remote login and would run the user's start-up file.
    env: { HOME: '/nonexistent' },
    detached: true,
    stdio: 'pipe',
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', resolve).once('error', () => resolve());
  });
  const process = supervise(child, { strike: lifeline.end, gone });
  void gone.then(lifeline.end);
  tell(child, lifeline.path, charge);
  return process;
}

function tell({ stdin }: ChildProcess, lifeline: string, charge: Charge): void {
  const { passwd, hosts, filter, memoryBytes, group, options, command } = charge;
  const list = (items: readonly string[]) => [String(items.length), ...items];
  const settings = Object.entries(group?.settings ?? {}).map(([name, value]) => `${name}=${value}`);
  const fields = [
    [lifeline, passwd, hosts, Buffer.from(filter).toString('base64')],
    [memoryBytes === null ? '' : String(memoryBytes), group?.path ?? ''],
    [settings, options, command].flatMap(list),
  ].flat();
  stdin?.write(fields.map((field) => `${field}\0`).join(''));
}

type Lifeline = { readonly path: string; readonly end: () => void };

/** A named pipe, because sudo hands on no descriptor. Opened both ways, it is there before anyone else opens it. */
function makeLifeline(): Lifeline {
  const directory = mkdtempSync(join(tmpdir(), 'gate-life-'));
  const path = join(directory, 'line');
  let descriptor: number | null = null;
  const end = () => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    execFileSync('/usr/bin/mkfifo', ['-m', '600', path], { stdio: 'ignore', env: {} });
    descriptor = openSync(path, 'r+');
    return { path, end };
  } catch (cause) {
    end();
    throw new GateError(
      'sandbox-failed',
      'The sandbox could not be started: no named pipe could be made. Are there descriptors and disk space left?',
      { cause },
    );
  }
}
