import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRepository, type TestRepository } from '../adapters/git/make-repository.ts';
import { DIST } from '../dist.ts';

/** Everything of one run, below one private directory whose name marks its processes. */
export type Place = {
  /** Occurs in a command line, a working directory or a mount of every process of the run. */
  readonly mark: string;
  readonly directory: string;
  /** The run's place for temporary files; empty before and after. */
  readonly temporary: string;
  readonly trail: string;
  /** A file below the directory; answers its absolute path. */
  readonly write: (name: string, text: string, mode?: number) => string;
  /** A repository of this row alone, for rows that change it. */
  ownRepository(): Sample;
  /** A copy of the bundles in a directory where other packages can lie beside them. */
  ownDist(): string;
  remove(): void;
};

/** A pull request of one changed file, on the branch `topic` against `main`. */
export type Sample = { readonly repository: TestRepository; readonly head: string };

export const PATH = 'src/add.ts';

const BASE = 'export function add(a: number, b: number): number {\n  return a + b;\n}\n';
const HEAD = `${BASE}\nexport function half(a: number): number {\n  return a / 2;\n}\n`;

/** The repository that all rows read. */
export function makeSample(cleaner: Parameters<typeof makeRepository>[0]): Sample {
  const repository = makeRepository(cleaner);
  repository.commit({ [PATH]: BASE });
  repository.git('branch', 'topic', 'main');
  const from = repository.git('rev-parse', 'main').trim();
  const head = repository.commit({ [PATH]: HEAD }, { branch: 'topic', parents: [from] });
  return { repository, head };
}

export function makePlace(): Place {
  const directory = mkdtempSync(join(tmpdir(), 'gate-fault-'));
  const clean: (() => void)[] = [];
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  mkdirSync(join(directory, 'home'));
  return {
    mark: directory,
    directory,
    temporary,
    trail: join(directory, 'trail.jsonl'),
    write(name, text, mode = 0o644) {
      const path = join(directory, name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text, { mode });
      return path;
    },
    ownRepository: () => makeSample({ after: (remove) => clean.push(remove) }),
    ownDist() {
      const dist = join(directory, 'dist');
      cpSync(DIST, dist, { recursive: true });
      return dist;
    },
    remove() {
      for (const each of [...clean].reverse()) each();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
