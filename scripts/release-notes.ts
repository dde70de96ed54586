// `node scripts/release-notes.ts TAG` prints what CHANGELOG.md says about a release, and fails when the tag, the
// version of the package and the changelog do not belong together.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export type Release = { readonly tag: string; readonly version: string; readonly changelog: string };

/** The text below the heading of this version. Throws an Error that says what is not ready. */
export function releaseNotes({ tag, version, changelog }: Release): string {
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag} and package.json has ${version}.`);
  const sections = changelog.split(/^## /mu).slice(1);
  const section = sections.find((text) => text.split(/\s/u, 1)[0] === version);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}.`);
  const [heading = '', ...lines] = section.split('\n');
  if (!/\(\d{4}-\d{2}-\d{2}\)$/u.test(heading))
    throw new Error(`The heading of ${version} has no date, such as "## ${version} (2027-01-31)".`);
  const notes = lines.join('\n').trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  return notes;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
  try {
    console.log(releaseNotes({ tag: process.argv[2] ?? '', version, changelog: read('CHANGELOG.md') }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
