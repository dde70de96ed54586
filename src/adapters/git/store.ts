import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GateError } from '../../errors.ts';
import { findGit } from './find-git.ts';
import { type Git, gitProcess } from './git-process.ts';
import {
  type Config,
  findSource,
  makeEmptySource,
  noRepository,
  type Place,
  readConfig,
  type Source,
} from './source.ts';

/**
 * Two bare git directories of our own, in one private directory. Both take their objects from the repository that
 * is read (and `names` its refs too), but neither its configuration, its hooks, its attributes nor its index: what
 * could name a program to run is not there.
 */
export type Store = {
  readonly git: Git;
  readonly source: Source;
  /** There was no repository, so that everything has to be fetched. */
  readonly isEmpty: boolean;
  /** A GIT_DIR for reading objects and for fetching what is missing; it has no refs. */
  readonly objects: string;
  /** A GIT_DIR for turning names into object ids only. */
  readonly names: string;
  readonly format: 'sha1' | 'sha256';
  remove(): Promise<void>;
};

const ROOM = 'Free some disk space, or set TMPDIR to a writable place.';

/**
 * `orEmpty`: where there is no repository, an empty one takes its place. Throws GateError `git-missing`,
 * `repository-invalid` or `state-unwritable`.
 */
export async function openStore(directory: string, temporary: string, orEmpty = false): Promise<Store> {
  const executable = await findGit();
  const there = await findSource(directory);
  if (there === null && !orEmpty) throw noRepository();
  const home = await mkdtemp(join(temporary, 'review-gate-git-')).catch((cause: unknown) => {
    throw new GateError('state-unwritable', `No private directory can be made for git. ${ROOM}`, { cause });
  });
  const git = gitProcess(executable, home);
  const remove = async () => {
    git.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const found = there ?? (await makeEmptySource(home));
    const objects = join(home, 'objects.git');
    await writeGitDirectory(objects, found, '');
    const config = await readConfig(git, objects, found.commonDirectory);
    const source = { ...found, config };
    const format = config.get('extensions.objectformat') === 'sha256' ? 'sha256' : 'sha1';
    if (format === 'sha256') await writeFile(join(objects, 'config'), renderConfig(config));
    const names = await namesDirectory(home, source);
    return { git, source, isEmpty: there === null, objects, names, format, remove };
  } catch (error) {
    await remove();
    if (error instanceof GateError) throw error;
    throw new GateError('state-unwritable', `The private directory for git cannot be filled. ${ROOM}`, {
      cause: error,
    });
  }
}

/** Brings what the names of a working tree point to (HEAD and its like) up to date. */
export async function refreshNames({ source, names }: Pick<Store, 'source' | 'names'>): Promise<void> {
  if (names === source.gitDirectory) return;
  const copies = ['HEAD', 'FETCH_HEAD', 'ORIG_HEAD', 'MERGE_HEAD'].map((name) =>
    copyFile(join(source.gitDirectory, name), join(names, name)).catch(() => undefined),
  );
  await Promise.all(copies);
}

/**
 * Refs are files (or one packed file), so a directory of ours can link to them. A reftable is bound to its
 * configuration: there git is given the repository's own directory. `rev-parse --verify` of a name starts no
 * program even then: it reads neither index nor working tree (no fsmonitor, no filter), writes nothing (no hook),
 * prints without a pager, is no alias, and may not fetch a missing object (GIT_ALLOW_PROTOCOL, GIT_NO_LAZY_FETCH).
 */
async function namesDirectory(home: string, source: Source): Promise<string> {
  if (source.config.get('extensions.refstorage') === 'reftable') return source.gitDirectory;
  const names = join(home, 'names.git');
  await writeGitDirectory(names, source, renderConfig(source.config));
  await rm(join(names, 'refs'), { recursive: true });
  // A further working tree keeps the log of its HEAD elsewhere; the shared one is about another HEAD.
  const isMain = source.gitDirectory === source.commonDirectory;
  const links = ['refs', 'packed-refs', ...(isMain ? ['logs'] : [])].map((name) =>
    symlink(join(source.commonDirectory, name), join(names, name)),
  );
  await Promise.all(links);
  await refreshNames({ source, names });
  return names;
}

async function writeGitDirectory(directory: string, source: Place, config: string): Promise<void> {
  await Promise.all(
    ['objects/info', 'refs', 'info'].map((name) =>
      mkdir(join(directory, name), { recursive: true, mode: 0o700 }),
    ),
  );
  const shallow = await readFile(join(source.commonDirectory, 'shallow')).catch(() => null);
  const files: Record<string, string | Uint8Array> = {
    HEAD: 'ref: refs/heads/none\n',
    config: config || PLAIN_CONFIG,
    'objects/info/alternates': `${quoted(join(source.commonDirectory, 'objects'))}\n`,
    'info/attributes': NO_ATTRIBUTES,
    ...(shallow && { shallow }),
  };
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(directory, name), text)));
}

const PLAIN_CONFIG = '[core]\n\trepositoryformatversion = 0\n\tbare = true\n';

/** This file of the git directory wins over every .gitattributes of the tree, wherever a version of git reads those. */
const NO_ATTRIBUTES = `* ${[
  'text',
  'eol',
  'working-tree-encoding',
  'ident',
  'filter',
  'diff',
  'merge',
  'whitespace',
  'export-ignore',
  'export-subst',
  'delta',
  'encoding',
]
  .map((name) => `!${name}`)
  .join(' ')}\n`;

/** The few settings that give names and objects their meaning; none of them can name a program. */
function renderConfig(config: Config): string {
  const sections = [...config].flatMap(([key, value]) => {
    const match = /^(?:(branch)\.(.+)\.(remote|merge)|(remote)\.(.+)\.(fetch))$/s.exec(key);
    const [section, name, setting] = match
      ? [match[1] ?? match[4], match[2] ?? match[5], match[3] ?? match[6]]
      : [];
    if (section === undefined || name === undefined || /[\n\0]/.test(name + value)) return [];
    return [`[${section} ${quoted(name)}]\n\t${setting} = ${quoted(value)}\n`];
  });
  const format = config.get('extensions.objectformat') === 'sha256';
  const core = `[core]\n\trepositoryformatversion = ${format ? 1 : 0}\n\tbare = true\n`;
  return [core, format ? '[extensions]\n\tobjectformat = sha256\n' : '', ...sections].join('');
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}
