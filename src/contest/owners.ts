import type { Owners } from '../audit/owners.ts';
import type { Change, Path } from '../change/change.ts';
import type { Finding } from '../verdict/finding.ts';

/**
 * Who owns the file of a finding, one list for each name that the file has: a pull request that moves a file to where
 * others own it needs an owner of both places. An empty list: nobody owns it there.
 */
export function ownersOf(
  { path }: Finding,
  { files }: Change,
  owners: Owners | null,
): readonly (readonly string[])[] {
  const file = files.find((changed) => changed.path === path && changed.status === 'renamed');
  const paths: readonly Path[] = file === undefined ? [path] : [path, file.basePath];
  return paths.map((name) => owners?.of(name) ?? []);
}

export type Owner =
  | { readonly is: 'user'; readonly login: string }
  | { readonly is: 'team'; readonly org: string; readonly slug: string }
  /** An address: GitHub tells nobody whose it is. */
  | { readonly is: 'address' };

export function parseOwner(word: string): Owner {
  const [, org, slug] = /^@([\w-]+)\/([\w.-]+)$/u.exec(word) ?? [];
  if (org !== undefined && slug !== undefined) return { is: 'team', org, slug };
  const [, login] = /^@([\w-]+)$/u.exec(word) ?? [];
  return login === undefined ? { is: 'address' } : { is: 'user', login };
}
