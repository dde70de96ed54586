import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findGit } from '../adapters/git/find-git.ts';
import { GateError } from '../errors.ts';
import { BASE } from './sample/base.ts';
import { CHANGED } from './sample/head.ts';

/** A real git repository with the sample pull request; the commit ids are the same on every machine. */
export type Sample = { readonly repo: string; readonly base: string; readonly head: string };

/**
 * Writes the sample into `directory` as a repository with two commits: `main` is the base, `search-orders` the head.
 * An earlier sample there is replaced. Throws GateError `usage` when anything else is there, `git-missing` or
 * `git-failed`.
 */
export async function makeSample(directory: string): Promise<Sample> {
  await clear(directory);
  await mkdir(directory, { recursive: true });
  const git = hardenedGit(await findGit(), directory);
  await git(['init', '--quiet', '--template=', '--object-format=sha1', '--initial-branch=main']);
  await writeFile(join(directory, MARK), '');
  await writeFiles(directory, BASE);
  const base = await commit(git, 'Take orders and capture payments', '2026-01-05T09:00:00Z');
  await git(['checkout', '--quiet', '-b', 'search-orders']);
  await writeFiles(directory, CHANGED);
  const head = await commit(git, 'Search orders by customer', '2026-01-06T15:30:00Z');
  return { repo: directory, base, head };
}

/** A file of ours inside the repository's own folder: what holds it may be replaced, anything else may not. */
const MARK = '.git/review-gate-sample';

async function clear(directory: string): Promise<void> {
  if (existsSync(join(directory, MARK))) return rm(directory, { recursive: true });
  const names = existsSync(directory) ? await readdir(directory) : [];
  if (names.length > 0) {
    throw new GateError('usage', 'The directory for the sample is not empty; give an empty or a new one.');
  }
}

type Git = (args: readonly string[], date?: string) => Promise<string>;

async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content, { mode: 0o644 });
  }
}

async function commit(git: Git, message: string, date: string): Promise<string> {
  await git(['add', '--all']);
  await git(['commit', '--quiet', '--no-verify', '-m', message], date);
  return (await git(['rev-parse', 'HEAD'])).trim();
}

const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.autocrlf=false',
  'commit.gpgSign=false',
  'gc.auto=0',
].flatMap((setting) => ['-c', setting]);

/** No hook, template, filter, signature or setting of this machine takes part, so the ids are always the same. */
function hardenedGit(file: string, directory: string): Git {
  return async (args, date = '2026-01-05T09:00:00Z') => {
    try {
      const options = { cwd: directory, env: environmentOf(date), timeout: 20_000 };
      const { stdout } = await promisify(execFile)(file, [...SETTINGS, ...args], options);
      return stdout;
    } catch (cause) {
      throw new GateError(
        'git-failed',
        'git could not write the sample repository; give a writable, empty directory.',
        { cause },
      );
    }
  };
}

function environmentOf(date: string): Readonly<Record<string, string>> {
  const name = 'Sample Author';
  const email = 'sample@example.invalid';
  return {
    PATH: '/usr/bin:/bin',
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
