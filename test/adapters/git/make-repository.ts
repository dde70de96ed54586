import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePath } from '../../../src/change/path.ts';

export type Content = string | Uint8Array;
/** Path → content, content with a mode, or null for a file that goes. A `160000` holds the commit's id. */
export type Files = Readonly<Record<string, Content | readonly [mode: string, content: Content] | null>>;

export type CommitOptions = { readonly branch?: string; readonly parents?: readonly string[] };

/** A test, or node:test itself for what all tests of a file share. */
export type Cleaner = { after(clean: () => void): void };

/** A real repository in a private directory, removed when the test ends. */
export type TestRepository = {
  readonly directory: string;
  git(...args: readonly string[]): string;
  /** Adds a commit on a branch (`main`) without a working tree; answers its id. */
  commit(files: Files, options?: CommitOptions): string;
};

export function makeRepository(t: Cleaner, ...init: readonly string[]): TestRepository {
  const directory = makeDirectory(t);
  const git = (...args: readonly string[]) => runGit(directory, args);
  git('init', '--quiet', '--initial-branch=main', ...init);
  const tips = new Map<string, string>();
  return {
    directory,
    git,
    commit(files, { branch = 'main', parents } = {}) {
      const from = parents ?? (tips.has(branch) ? [tips.get(branch) ?? ''] : []);
      runGit(directory, ['fast-import', '--quiet', '--force'], commitStream(branch, from, files));
      const id = git('rev-parse', `refs/heads/${branch}`).trim();
      tips.set(branch, id);
      return id;
    },
  };
}

export function makeDirectory(t: Cleaner): string {
  const directory = mkdtempSync(join(tmpdir(), 'review-gate-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
  return directory;
}

/** Plain git as a developer has it, apart from his own settings. */
export function runGit(directory: string, args: readonly string[], input: Content = ''): string {
  return execFileSync('git', [...args], {
    cwd: directory,
    input,
    env: { ...TEST_ENVIRONMENT, HOME: directory },
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['pipe', 'pipe', 'pipe'],
  }).toString('utf8');
}

const TEST_ENVIRONMENT = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

let clock = 1_700_000_000;

function commitStream(branch: string, parents: readonly string[], files: Files): Buffer {
  clock += 60;
  const header = [`commit refs/heads/${branch}`, `committer A <a@example.com> ${clock} +0000`, 'data 1', 'c'];
  const [first, ...others] = parents;
  const links = [...(first === undefined ? [] : [`from ${first}`]), ...others.map((id) => `merge ${id}`)];
  const start = first === undefined ? [`reset refs/heads/${branch}`, ''] : [];
  return Buffer.concat([
    Buffer.from(`${[...start, ...header, ...links].join('\n')}\n`),
    ...Object.entries(files).flatMap(([path, file]) => fileStream(path, file)),
  ]);
}

function fileStream(path: string, file: Files[string] | undefined): readonly Uint8Array[] {
  const name = quoted(path);
  if (file === null || file === undefined) return [Buffer.from(`D ${name}\n`)];
  const [mode, content] = isPair(file) ? file : (['100644', file] as const);
  const bytes = Buffer.from(content);
  if (mode === '160000') return [Buffer.from(`M ${mode} ${bytes.toString()} ${name}\n`)];
  return [Buffer.from(`M ${mode} inline ${name}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')];
}

function isPair(file: Content | readonly [string, Content]): file is readonly [string, Content] {
  return Array.isArray(file);
}

function quoted(path: string): string {
  const octal = Array.from(encodePath(path), (byte) => `\\${byte.toString(8).padStart(3, '0')}`);
  return `"${octal.join('')}"`;
}
