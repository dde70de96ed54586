import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of one process. `ticks` is its own user and system time, without that of its children. */
type Seen = { readonly pid: number; readonly parent: number; readonly ticks: number };

/** Linux counts process times for programs in hundredths of a second, whatever the kernel's own clock is. */
const TICK_MS = 10;
const EVERY_MS = 50;

/**
 * Follows a process and all of its descendants, also those in a process namespace of their own and those whose
 * parent has gone. `stop` gives the sum of their CPU time in milliseconds, as it was last seen.
 */
export function watchTree(root: number): { stop(): number } {
  const ticks = new Map<number, number>([[root, 0]]);
  const look = () => {
    for (const { pid, ticks: now } of descendants(processes(), ticks)) ticks.set(pid, now);
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return [...ticks.values()].reduce((sum, value) => sum + value, 0) * TICK_MS;
    },
  };
}

/** A child's number can be lower than its parent's, so this goes over the list until nobody joins any more. */
function descendants(all: readonly Seen[], known: ReadonlyMap<number, number>): readonly Seen[] {
  const members = new Set(known.keys());
  let size = 0;
  while (members.size !== size) {
    size = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  }
  return all.filter(({ pid }) => members.has(pid));
}

function processes(): readonly Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(pid: number): Seen | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
