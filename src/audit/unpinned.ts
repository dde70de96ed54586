import { type Ecosystem, isGit, isPinned, isPinnedGit } from './pinned.ts';

/** The word of a command line that names code without saying which; `index` counts the words given. */
export type Unpinned = { readonly index: number; readonly what: string; readonly remedy: string };

type Runner = { readonly words: readonly string[]; readonly ecosystem: Ecosystem };
type Word = { readonly text: string; readonly index: number };

/** Commands that fetch a package and run it. The longest match comes first. */
const RUNNERS: readonly Runner[] = [
  { words: ['npm', 'exec'], ecosystem: 'npm' },
  { words: ['npm', 'x'], ecosystem: 'npm' },
  { words: ['pnpm', 'dlx'], ecosystem: 'npm' },
  { words: ['pnpx'], ecosystem: 'npm' },
  { words: ['yarn', 'dlx'], ecosystem: 'npm' },
  { words: ['bun', 'x'], ecosystem: 'npm' },
  { words: ['bunx'], ecosystem: 'npm' },
  { words: ['npx'], ecosystem: 'npm' },
  { words: ['uv', 'tool', 'run'], ecosystem: 'python' },
  { words: ['uvx'], ecosystem: 'python' },
  { words: ['pipx', 'run'], ecosystem: 'python' },
  { words: ['docker', 'run'], ecosystem: 'image' },
  { words: ['docker', 'container', 'run'], ecosystem: 'image' },
  { words: ['podman', 'run'], ecosystem: 'image' },
  { words: ['nerdctl', 'run'], ecosystem: 'image' },
  { words: ['deno', 'run'], ecosystem: 'deno' },
  { words: ['go', 'run'], ecosystem: 'go' },
];

/** Options whose next word is their value, so that the value is not taken for the package. */
const WITH_VALUE: Readonly<Record<Ecosystem, RegExp>> = {
  npm: /^(?:-c|--call|--registry|--cache|--prefix|-w|--workspace|--userconfig)$/,
  python:
    /^(?:--python|-p|--index-url|-i|--index|--extra-index-url|--default-index|--pip-args|--directory|--cache-dir|--env-file|--with-requirements)$/,
  image:
    /^(?:-[evpuwlhm]|--(?:env|volume|publish|user|workdir|label|hostname|memory|name|network|net|mount|env-file|entrypoint|platform|add-host|cap-add|cap-drop|security-opt|cpus|gpus|ipc|pid|pull|restart|runtime|shm-size|tmpfs|ulimit|dns|device|log-driver|cidfile))$/,
  deno: /^(?:--config|-c|--import-map|--lock|--cert|--location|--seed)$/,
  go: /^(?:-C|-exec|-mod|-tags|-ldflags|-gcflags)$/,
};

/** Options whose value is itself a package. */
const PACKAGE_OPTION = /^(?:-p|--package|--from|--spec|--with)$/;

const MAX_WORDS = 200;

/** The first package, image or repository without an exact version that a command line runs; null when there is none. */
export function findUnpinned(command: readonly string[]): Unpinned | null {
  const words = splitShell(command);
  for (let start = 0; start < words.length; start += 1) {
    const found = runnerAt(words, start);
    if (found !== null) return judge(found.ecosystem, words.slice(start + found.words.length));
    const text = words[start]?.text ?? '';
    if (isGit(text) && !isPinnedGit(text)) {
      return unpinned(
        words[start],
        'a git repository without a commit',
        'Add the full commit to the address.',
      );
    }
  }
  return null;
}

/** `sh -c "npx x"` hides its words in one. */
function splitShell(command: readonly string[]): readonly Word[] {
  const words = command.flatMap((text, index) =>
    /\s/.test(text) ? text.split(/[\s;&|()"']+/).map((part) => ({ text: part, index })) : [{ text, index }],
  );
  return words.filter((word) => word.text !== '').slice(0, MAX_WORDS);
}

function runnerAt(words: readonly Word[], start: number): Runner | null {
  const base = (words[start]?.text ?? '').replace(/^.*[\\/]/s, '').replace(/\.(?:cmd|exe)$/i, '');
  const rest = words.slice(start + 1, start + 3).map((word) => word.text);
  return (
    RUNNERS.find(
      (runner) => runner.words[0] === base && runner.words.slice(1).every((word, i) => rest[i] === word),
    ) ?? null
  );
}

function judge(ecosystem: Ecosystem, words: readonly Word[]): Unpinned | null {
  const named = packagesOf(ecosystem, words);
  const bad = named.find((word) => !isPinned(ecosystem, word.text));
  if (bad === undefined) return null;
  if (ecosystem === 'image') return unpinned(bad, 'an image without a digest', 'Add @sha256:… to the image.');
  if (isGit(bad.text)) {
    return unpinned(bad, 'a git repository without a commit', 'Add the full commit to the address.');
  }
  return unpinned(bad, 'a package without an exact version', REMEDIES[ecosystem]);
}

const REMEDIES: Readonly<Record<Exclude<Ecosystem, 'image'>, string>> = {
  npm: 'Name the exact version: package@1.2.3.',
  python: 'Name the exact version: package==1.2.3.',
  deno: 'Name the exact version: npm:package@1.2.3, or a local file.',
  go: 'Name the exact version: module@v1.2.3.',
};

/** What `--package`, `--from` or `--spec` name; else the first word that is no option. */
function packagesOf(ecosystem: Ecosystem, words: readonly Word[]): readonly Word[] {
  const named: Word[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i];
    if (word === undefined) break;
    const [option = '', value] = word.text.split(/=(.*)/s, 2);
    const takesPackage = isPackageOption(ecosystem, option);
    if (takesPackage && value !== undefined) named.push({ ...word, text: value });
    else if (takesPackage || WITH_VALUE[ecosystem].test(word.text)) {
      i += 1;
      const next = words[i];
      if (takesPackage && next !== undefined) named.push(next);
    } else if (!word.text.startsWith('-')) {
      return named.some((one) => !isExtra(one, words)) ? named : [...named, word];
    }
  }
  return named;
}

function isPackageOption(ecosystem: Ecosystem, option: string): boolean {
  if (!PACKAGE_OPTION.test(option)) return false;
  return ecosystem === 'npm' ? /^(?:-p|--package)$/.test(option) : ecosystem === 'python' && option !== '-p';
}

/** `--with` adds a package beside the one that runs. */
function isExtra(word: Word, words: readonly Word[]): boolean {
  const position = words.indexOf(word);
  return position > 0 && words[position - 1]?.text === '--with';
}

function unpinned(word: Word | undefined, what: string, remedy: string): Unpinned {
  return { index: word?.index ?? 0, what, remedy };
}
