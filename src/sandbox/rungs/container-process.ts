import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { SandboxProcess } from '../sandbox.ts';
import { noPipe, supervise } from '../supervise.ts';

/**
 * Stays between us and the engine's client: a container belongs to the engine and outlives both. At the end of the
 * lifeline, however that comes, or of the client, it kills the container by its name (to remove it alone would give it
 * ten seconds to end by itself), removes it, and ends when that is done.
 */
const KEEPER = `
for descriptor in /proc/self/fd/*; do
  descriptor=\${descriptor##*/}
  if (( descriptor > 3 )); then eval "exec $descriptor>&-"; fi
done
engine=$1
name=$2
scratch=$3
shift 3
"$engine" "$@" <&0 3<&- &
client=$!
{ IFS= read -r -u 3 line; kill -KILL "$client"; } > /dev/null 2>&1 < /dev/null &
guard=$!
{ wait "$client"; } 2> /dev/null
code=$?
{ kill -KILL "$guard"; wait "$guard"; } 2> /dev/null
"$engine" kill "$name" > /dev/null 2>&1 < /dev/null
for (( tries = 0; tries < 3; tries++ )); do
  if "$engine" rm --force --volumes "$name"; then break; fi
  if ! "$engine" container inspect "$name"; then break; fi
done > /dev/null 2>&1 < /dev/null
rm -r -f -- "$scratch"
exit "$code"`;

export type Kept = {
  readonly engine: string;
  readonly bash: string;
  /** The container's. */
  readonly name: string;
  /** A directory that is removed after the container. */
  readonly scratch: string;
};

/** Runs a container by the engine's client with these arguments. */
export function containerProcess(kept: Kept, args: readonly string[]): SandboxProcess {
  const { engine, bash, name, scratch } = kept;
  const child = spawn(bash, ['--norc', '-p', '-c', KEEPER, 'gate', engine, name, scratch, ...args], {
    cwd: '/',
    env: { ...clientEnvironment(), PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const lifeline: unknown = child.stdio[3];
  if (!(lifeline instanceof Duplex)) throw noPipe();
  lifeline.on('error', () => undefined).resume();
  const gone = new Promise<void>((resolve) => {
    child.once('exit', resolve).once('error', () => resolve());
  });
  return supervise(child, { strike: () => void lifeline.destroy(), gone });
}

/** Where the client finds its engine; it stays outside, so nothing of this gets in. */
function clientEnvironment(): Readonly<Record<string, string>> {
  const names = ['HOME', 'XDG_RUNTIME_DIR', 'DOCKER_HOST', 'CONTAINER_HOST'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
