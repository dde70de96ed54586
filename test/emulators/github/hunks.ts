import { execFileSync } from 'node:child_process';

export type Side = 'LEFT' | 'RIGHT';

export type Hunk = {
  readonly header: string;
  /** One entry for each line of the hunk; a context line has a number on both sides. */
  readonly lines: readonly {
    readonly text: string;
    readonly LEFT: number | null;
    readonly RIGHT: number | null;
  }[];
};

export type FileDiff = {
  readonly path: string;
  readonly previous: string | null;
  /** The letter of git's `--raw`. */
  readonly letter: string;
  readonly blob: string;
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
};

/** Plain git on the server's repository, with no settings but its own. */
export function askGit(directory: string, args: readonly string[]): string {
  const settings = ['-c', 'safe.directory=*', '-c', 'core.quotePath=false', '-c', 'diff.renames=true'];
  return execFileSync('git', [...settings, ...args], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: directory, GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' },
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString('utf8');
}

const known = new Map<string, readonly FileDiff[]>();
const MOST = 64;

/** The files of a pull request as GitHub shows them: from the merge base to the head, three lines of context. */
export function readDiff(directory: string, base: string, head: string): readonly FileDiff[] {
  const from = askGit(directory, ['merge-base', base, head]).trim();
  const key = `${directory}\0${from}\0${head}`;
  const found = known.get(key) ?? parseDiff(directory, from, head);
  if (known.size >= MOST) known.clear();
  known.set(key, found);
  return found;
}

function parseDiff(directory: string, from: string, head: string): readonly FileDiff[] {
  const options = ['--no-ext-diff', '--no-textconv', '--no-color', '--full-index', '-M'];
  const raw = askGit(directory, ['diff', ...options, '--raw', '-z', from, head]).split('\0');
  const sections = askGit(directory, ['diff', ...options, '-U3', from, head])
    .split(/^(?=diff --git )/mu)
    .filter((section) => section !== '');
  const files: FileDiff[] = [];
  for (let at = 0; at + 1 < raw.length; ) {
    const [, , , blob = '', status = ''] = (raw[at] ?? '').split(' ');
    const letter = status.charAt(0);
    const moved = letter === 'R' || letter === 'C';
    const path = raw[at + (moved ? 2 : 1)] ?? '';
    // A file that became a link, or the other way round, has a section for each of both.
    const mine = sections.splice(0, letter === 'T' ? 2 : 1);
    files.push({
      path,
      previous: moved ? (raw[at + 1] ?? '') : null,
      letter,
      blob,
      binary: mine.some((section) => /^Binary files /mu.test(section)),
      hunks: mine.flatMap(hunksOf),
    });
    at += moved ? 3 : 2;
  }
  return files;
}

export function hunksOf(section: string): readonly Hunk[] {
  return section
    .split(/^(?=@@ -)/mu)
    .slice(1)
    .map(hunkOf);
}

function hunkOf(text: string): Hunk {
  const [header = '', ...rest] = text.replace(/\n$/u, '').split('\n');
  const [, left = '0', right = '0'] = /^@@ -(\d+)(?:,\d+)? \+(\d+)/u.exec(header) ?? [];
  let [LEFT, RIGHT] = [Number(left), Number(right)];
  const lines = rest.map((line) => ({
    text: line,
    LEFT: line.startsWith(' ') || line.startsWith('-') ? LEFT++ : null,
    RIGHT: line.startsWith(' ') || line.startsWith('+') ? RIGHT++ : null,
  }));
  return { header, lines };
}

/** The text of a diff as the API gives it: hunks without the headers of git. */
export const patchOf = ({ hunks }: FileDiff): string =>
  hunks.map(({ header, lines }) => [header, ...lines.map(({ text }) => text)].join('\n')).join('\n');
