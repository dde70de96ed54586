import { askGit } from './hunks.ts';

export function isAncestor(directory: string, older: string, newer: string): boolean {
  try {
    askGit(directory, ['merge-base', '--is-ancestor', older, newer]);
    return true;
  } catch {
    // git answers by its exit code; a commit that it does not know is no ancestor either.
    return false;
  }
}
