import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCanary } from '../../secrets/canaries.ts';
import type { Hit } from '../../secrets/scan.ts';
import type { Lane } from '../case.ts';
import { type Marker, makeMarker } from './marker.ts';
import { scanAll, type Texts } from './scan.ts';

/** The OpenCode under test: the pinned one, or another version beside it. */
export type Program = { readonly file: string; readonly version: string };

/** What one run of a case has for itself; removed when the run is over. Fits wherever a test's cleaner is wanted. */
export type Place = {
  readonly lane: Lane;
  readonly opencode: Program;
  /** A private directory. */
  readonly directory: string;
  /** Runs at the end, the last one first; may be asynchronous. */
  after(clean: () => unknown): void;
  /** A new directory below the private one. */
  folder(name: string): string;
  /** A new canary; every `scan` looks for it. */
  secret(name: string): string;
  /** Every secret so far that stands in the texts, in any spelling. */
  scan(texts: Texts): readonly Hit[];
  /** A mark that only executed code can make. */
  marker(name?: string): Marker;
};

export type OpenPlace = Place & { close(): Promise<void> };

export function openPlace(lane: Lane, opencode: Program): OpenPlace {
  const directory = mkdtempSync(join(tmpdir(), 'hostile-'));
  const cleaning: (() => unknown)[] = [];
  const secrets: Record<string, string> = {};
  return {
    lane,
    opencode,
    directory,
    after: (clean) => void cleaning.push(clean),
    folder(name) {
      const path = join(directory, `${name}-${randomBytes(3).toString('hex')}`);
      mkdirSync(path);
      return path;
    },
    secret: (name) => (secrets[name] = makeCanary()),
    scan: (texts) => scanAll(texts, secrets),
    marker: (name = 'mark') => makeMarker(directory, name),
    async close() {
      for (const clean of cleaning.toReversed()) await clean();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
