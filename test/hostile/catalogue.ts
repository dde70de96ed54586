import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostileCase } from './case.ts';
import { TODO } from './todo.ts';

/** The numbers of the threat catalogue. */
export const NUMBERS: readonly number[] = Array.from({ length: 125 }, (_, index) => index + 1);

export const CASES = join(import.meta.dirname, 'cases');

export type Entry = { readonly file: string; readonly hostile: HostileCase };

export type Catalogue = {
  /** By number. */
  readonly entries: readonly Entry[];
  /** Numbers without a case. */
  readonly missing: readonly number[];
};

/** Every case of the folder, or those of these numbers. */
export async function readCatalogue(wanted: readonly number[] = NUMBERS): Promise<Catalogue> {
  const files = readdirSync(CASES).filter((name) => name.endsWith('.ts') && wanted.includes(numberOf(name)));
  const entries = await Promise.all(files.toSorted().map((file) => readEntry(file).catch(broken(file))));
  const there = new Set(entries.map(({ hostile }) => hostile.number));
  const missing = wanted.filter((number) => !there.has(number));
  return { entries: entries.toSorted((one, two) => one.hostile.number - two.hostile.number), missing };
}

export async function readEntry(file: string): Promise<Entry> {
  const module = (await import(join(CASES, file))) as { readonly hostile?: HostileCase };
  if (module.hostile === undefined) throw new Error(`${file} does not export "hostile".`);
  return { file, hostile: module.hostile };
}

/** A file that cannot be read is a case that fails, not a case that is not there. */
function broken(file: string) {
  return (error: unknown): Entry => ({
    file,
    hostile: {
      number: numberOf(file),
      title: `(${file} cannot be loaded)`,
      area: 'runner',
      lanes: ['unprivileged'],
      async attack() {
        throw error instanceof Error ? error : new Error(String(error));
      },
    },
  });
}

/** The number in a file's name, NaN when it has none. */
export function numberOf(file: string): number {
  return Number(/^(\d{3})-[a-z0-9-]+\.ts$/u.exec(file)?.[1] ?? Number.NaN);
}

/** Numbers that are neither written nor on the list of what is still to be written. */
export function forgotten(missing: readonly number[]): readonly number[] {
  return missing.filter((number) => !TODO.includes(number));
}
