import type { Path } from '../change/change.ts';

export type Substitution = {
  readonly kind: 'env' | 'file';
  /** The name of the variable, or the path. */
  readonly what: string;
  readonly index: number;
};

const TOKEN = /\{(env|file):([^{}\n]{1,4096})\}/g;

/** What OpenCode puts into a text of its configuration before it parses it. */
export function substitutionsIn(text: string): readonly Substitution[] {
  return [...text.matchAll(TOKEN)].map((match) => ({
    kind: match[1] === 'file' ? 'file' : 'env',
    what: (match[2] ?? '').trim(),
    index: match.index,
  }));
}

/** The text with a plain word in place of each substitution. */
export function withoutSubstitutions(text: string): string {
  return text.replace(TOKEN, 'substituted');
}

/** A file of the repository itself: `{file:./prompts/review.txt}`, from the folder of the file `from`. */
export function isRepositoryFile(path: string, from: Path): boolean {
  if (/^(?:[~/\\]|[A-Za-z]:|\$)/.test(path)) return false;
  const way = from.split('/').slice(0, -1);
  for (const step of path.split(/[\\/]/)) {
    if (step === '..' && way.pop() === undefined) return false;
    if (step !== '..' && step !== '.' && step !== '') way.push(step);
  }
  return way[0] !== '.git';
}
