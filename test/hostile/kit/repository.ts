import { execFile } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Files,
  makeRepository,
  runGit,
  type TestRepository,
} from '../../adapters/git/make-repository.ts';
import type { Place } from './place.ts';

/** A repository on this machine with a pull request in it. */
export type Pull = {
  readonly repository: TestRepository;
  readonly base: string;
  readonly head: string;
  /** The raw tree of the head with its own `.git`, as a checkout action leaves it; a new one for each call. */
  checkout(): string;
};

/** Paths as git stores them; odd modes and bytes as in `Files`. What `git` itself refuses is for `makeOddPull`. */
export function makePull(
  place: Place,
  { base = {}, head }: { readonly base?: Files; readonly head: Files },
): Pull {
  const repository = makeRepository(place);
  const from = repository.commit({ 'README.md': 'A shop.\n', ...base });
  return pullOf(place, repository, from, repository.commit(head));
}

/** One entry of a hand-made tree. The name is not looked at by anything: `..`, `.GIT`, a slash, any byte but NUL. */
export type OddEntry = { readonly mode: string; readonly name: string | Uint8Array; readonly id: string };

export type OddTools = {
  readonly repository: TestRepository;
  readonly blob: (content: string | Uint8Array) => string;
  /** A tree with exactly these entries in this order, which git did not check. */
  readonly tree: (entries: readonly OddEntry[]) => string;
};

/** A pull request whose head is a tree object that no git would make; `build` answers the id of its root. */
export function makeOddPull(place: Place, build: (tools: OddTools) => string): Pull {
  const repository = makeRepository(place);
  const from = repository.commit({ 'README.md': 'A shop.\n' });
  const write = (type: string, content: string | Uint8Array) =>
    runGit(repository.directory, ['hash-object', '-t', type, '-w', '--literally', '--stdin'], content).trim();
  const tools: OddTools = {
    repository,
    blob: (content) => write('blob', content),
    tree: (entries) => write('tree', Buffer.concat(entries.map(entryBytes))),
  };
  const head = runGit(repository.directory, ['commit-tree', build(tools), '-p', from, '-m', 'odd']).trim();
  repository.git('update-ref', 'refs/heads/odd', head);
  return pullOf(place, repository, from, head);
}

function entryBytes({ mode, name, id }: OddEntry): Buffer {
  const plain = mode.replace(/^0/u, '');
  return Buffer.concat([
    Buffer.from(`${plain} `),
    Buffer.from(name),
    Buffer.from([0]),
    Buffer.from(id, 'hex'),
  ]);
}

function pullOf(place: Place, repository: TestRepository, base: string, head: string): Pull {
  return {
    repository,
    base,
    head,
    checkout() {
      const workspace = place.folder('workspace');
      runGit(workspace, ['clone', '--quiet', '--no-checkout', repository.directory, '.']);
      runGit(workspace, ['checkout', '--quiet', '--detach', head]);
      return workspace;
    },
  };
}

/**
 * Git as a workflow calls it that thinks nothing of it: the directory's own configuration, and the user's when there is
 * one. Answers both outputs, whatever the exit code.
 */
export function plainGit(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = {
    cwd,
    env: { PATH: '/usr/bin:/bin', HOME: cwd, GIT_TERMINAL_PROMPT: '0', ...env },
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20_000,
  };
  return new Promise((resolve) => {
    execFile('git', [...args], options, (_error, stdout, stderr) =>
      resolve(`${stdout}${stderr}`),
    ).stdin?.end();
  });
}

/** Every entry below a directory by its path, `.git` at the top left out; links are not followed. */
export function walk(
  directory: string,
  below = '',
): readonly { path: string; isLink: boolean; isFolder: boolean }[] {
  return readdirSync(join(directory, below)).flatMap((name) => {
    const path = join(below, name);
    if (path === '.git') return [];
    const stat = lstatSync(join(directory, path));
    const entry = { path, isLink: stat.isSymbolicLink(), isFolder: stat.isDirectory() };
    return stat.isDirectory() ? [entry, ...walk(directory, path)] : [entry];
  });
}

/** The version that SEEDED names; a run of another OpenCode puts its own in the place of it. */
const SEEDED_VERSION = '1.18.33';

/** With these beside them OpenCode takes its plug-in library for installed and does not wait for a registry. */
export const SEEDED: Readonly<Record<string, string>> = {
  '.opencode/.gitignore': 'node_modules\n',
  '.opencode/package.json': `{"dependencies":{"@opencode-ai/plugin":"${SEEDED_VERSION}"}}`,
  '.opencode/package-lock.json': `{"lockfileVersion":3,"packages":{"":{"dependencies":{"@opencode-ai/plugin":"${SEEDED_VERSION}"}}}}`,
  '.opencode/node_modules/.keep': '',
};

/** The same files for the OpenCode of this place. */
export function seededFor({ opencode }: Place, files: Files): Files {
  const own = Object.entries(SEEDED).filter(([path, text]) => files[path] === text);
  return {
    ...files,
    ...Object.fromEntries(
      own.map(([path, text]) => [path, text.replaceAll(SEEDED_VERSION, opencode.version)]),
    ),
  };
}
