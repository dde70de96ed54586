export type Ecosystem = 'npm' | 'python' | 'image' | 'deno' | 'go';

const EXACT = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
const LOCAL = /^(?:\.{0,2}\/|\.{1,2}$|~|file:|[A-Za-z]:\\)/;

/** Whether a package, image or address says exactly which code it means. What is on the machine counts as exact. */
export function isPinned(ecosystem: Ecosystem, spec: string): boolean {
  if (ecosystem === 'image') return /@sha256:[0-9a-f]{64}$/.test(spec);
  if (LOCAL.test(spec)) return true;
  if (isGit(spec)) return isPinnedGit(spec);
  switch (ecosystem) {
    case 'npm':
      return spec.lastIndexOf('@') > 0 && EXACT.test(versionOf(spec));
    case 'python':
      return /(?:==|@)v?\d+(?:\.\d+)+[0-9A-Za-z.+]*$/.test(spec);
    case 'deno':
      return !/^(?:npm:|jsr:|https?:)/.test(spec) || EXACT.test(versionOf(spec).split('/')[0] ?? '');
    case 'go':
      return !spec.includes('@') || EXACT.test(versionOf(spec));
  }
}

export function isGit(spec: string): boolean {
  return /^(?:git\+|git@|git:\/\/|github:|gitlab:|bitbucket:)/.test(spec);
}

/** A full commit; a tag or a branch can be moved. */
export function isPinnedGit(spec: string): boolean {
  return /[#@](?:commit[=:])?[0-9a-f]{40}(?:[0-9a-f]{24})?(?:[#&].*)?$/s.test(spec);
}

function versionOf(spec: string): string {
  return spec.slice(spec.lastIndexOf('@') + 1);
}
