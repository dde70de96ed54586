import { lstat, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GateError } from '../../errors.ts';
import type { Git } from './git-process.ts';

/** The repository to read from. What its configuration says is data here: git itself never runs with it. */
export type Source = {
  /** Of this working tree: HEAD lies here. */
  readonly gitDirectory: string;
  /** Shared by all working trees: refs, objects and configuration lie here. */
  readonly commonDirectory: string;
  readonly config: Config;
};

/** Keys in git's lower-case form; the last value of each, as git would take it. */
export type Config = ReadonlyMap<string, string>;

export type Place = Omit<Source, 'config'>;

/**
 * Finds the repository of a directory by reading files: the directory itself when it is bare, else the nearest
 * `.git` (a folder, or a file that names one) at or above it; null when there is none. Throws GateError
 * `repository-invalid`.
 */
export async function findSource(directory: string): Promise<Place | null> {
  const start = await realpath(directory).catch((cause: unknown) => {
    throw new GateError('repository-invalid', 'The directory of the repository does not exist.', { cause });
  });
  const gitDirectory = (await isGitDirectory(start)) ? start : await nearest(start);
  return gitDirectory === null ? null : { gitDirectory, commonDirectory: await commonOf(gitDirectory) };
}

/** In the place of a repository that is not there: one without a commit, in a private directory. */
export async function makeEmptySource(home: string): Promise<Place> {
  const directory = join(home, 'empty.git');
  await mkdir(join(directory, 'objects'), { recursive: true, mode: 0o700 });
  await mkdir(join(directory, 'refs'), { mode: 0o700 });
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(directory, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
  return { gitDirectory: directory, commonDirectory: directory };
}

export function noRepository(): GateError {
  return invalid('There is no .git in it or above it. Check out the repository first.');
}

/** Reads the configuration file without its includes. `home` is any GIT_DIR of ours. */
export async function readConfig(git: Git, home: string, commonDirectory: string): Promise<Config> {
  const file = join(commonDirectory, 'config');
  const { code, stdout } = await git.run({
    directory: home,
    args: ['config', '--file', file, '--no-includes', '--list', '-z'],
  });
  if (code !== 0) throw invalid('Its configuration cannot be read.');
  const entries = stdout.toString('utf8').split('\0').slice(0, -1);
  return new Map(
    entries.map((entry) => [entry.split('\n', 1)[0] ?? '', entry.slice(entry.indexOf('\n') + 1)]),
  );
}

async function nearest(start: string): Promise<string | null> {
  const found = await gitDirectoryIn(start);
  if (found !== null) return found;
  const parent = dirname(start);
  return parent === start ? null : nearest(parent);
}

async function gitDirectoryIn(directory: string): Promise<string | null> {
  const place = join(directory, '.git');
  const entry = await stat(place).catch(() => null);
  if (entry === null) return null;
  const target = entry.isDirectory() ? place : await targetOf(place);
  if (await isGitDirectory(target)) return realpath(target);
  if (entry.isDirectory()) return null;
  throw invalid('Its .git file names a directory that is no repository.');
}

/** `gitdir: PATH`, as working trees and submodules have it. */
async function targetOf(file: string): Promise<string> {
  const { size } = await lstat(file);
  const text = size > 8192 ? '' : await readFile(file, 'utf8');
  const target = /^gitdir: (.+?)\n*$/.exec(text)?.[1];
  if (target === undefined) throw invalid('Its .git file cannot be understood.');
  return resolve(dirname(file), target);
}

async function isGitDirectory(directory: string): Promise<boolean> {
  const common = await commonOf(directory);
  const [head, objects] = await Promise.all([
    lstat(join(directory, 'HEAD')).catch(() => null),
    stat(join(common, 'objects')).catch(() => null),
  ]);
  return head !== null && objects !== null && objects.isDirectory();
}

async function commonOf(gitDirectory: string): Promise<string> {
  const text = await readFile(join(gitDirectory, 'commondir'), 'utf8').catch(() => '');
  const common = text.replace(/\n+$/, '');
  return common === '' ? gitDirectory : resolve(gitDirectory, common);
}

function invalid(why: string): GateError {
  return new GateError('repository-invalid', `This is no git repository that can be read. ${why}`);
}
