import { readdirSync, readFileSync } from 'node:fs';

/** A process by its number and the moment of its start, so that a number that is used again is another one. */
export type ProcessId = { readonly pid: number; readonly start: string };

/** Every process that this one started, directly or not, at this moment. */
export function descendantsOf(root: number): readonly ProcessId[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/u.test(name))
      .map((name) => [Number(name), statOf(Number(name))?.parent ?? 0] as const),
  );
  const below = (pid: number): readonly number[] =>
    [...parents].flatMap(([child, parent]) => (parent === pid ? [child, ...below(child)] : []));
  return below(root).flatMap((pid) => {
    const stat = statOf(pid);
    return stat === null ? [] : [{ pid, start: stat.start }];
  });
}

/** Those that still run; one that has ended and was not waited for does not count. */
export function stillRunning(processes: readonly ProcessId[]): readonly ProcessId[] {
  return processes.filter(({ pid, start }) => {
    const stat = statOf(pid);
    return stat !== null && stat.start === start && stat.state !== 'Z';
  });
}

/** The argument list of every process that may be read. */
export function argumentLists(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  return pids.map((pid) => readOrEmpty(`/proc/${pid}/cmdline`)).join('\n');
}

function statOf(pid: number): { state: string; parent: number; start: string } | null {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  // The name stands in brackets and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = '', parent = ''] = fields;
  return text === '' ? null : { state, parent: Number(parent), start: fields[19] ?? '' };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
