import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';

/** Ids that distributions leave free, from and below. */
export const FRESH_USERS = [60_000, 65_000] as const;

/** A user id that nobody is: no name, no process. Each tree has one of its own, so that its processes are counted. */
export function freshUser(): number {
  const taken = takenUsers();
  for (;;) {
    const user = randomInt(...FRESH_USERS);
    if (!taken.has(user)) return user;
  }
}

function takenUsers(): ReadonlySet<number> {
  const named = ['/etc/passwd', '/etc/group'].flatMap((path) =>
    read(path)
      .split('\n')
      .map((line) => Number(line.split(':')[2])),
  );
  const running = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid ?? []);
  return new Set([...named, ...running]);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A machine without such a list has no names to collide with.
    return '';
  }
}
