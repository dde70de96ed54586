import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Edit } from './mutant.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** What a case reads of the project. */
const PARTS = ['src', 'test', 'scripts', 'docs', 'package.json', 'action.yml', 'README.md', 'tsconfig.json'];

/** Bundle name → entry below src/, as scripts/build.ts has them. */
const BUNDLES = {
  main: 'main.ts',
  cli: 'cli.ts',
  broker: 'broker/main.ts',
  relay: 'sandbox/relay/main.ts',
  post: 'post.ts',
};

export type Tree = { readonly directory: string; remove(): void };

/** A copy of the project without one of its defences, with bundles of its own. Throws when an edit does not fit. */
export async function makeTree(edits: readonly Edit[]): Promise<Tree> {
  const directory = mkdtempSync(join(tmpdir(), 'mutant-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    // Ordinary users carry most of the cases out.
    chmodSync(directory, 0o755);
    for (const part of PARTS) cpSync(join(ROOT, part), join(directory, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    for (const edit of edits) applyEdit(directory, edit);
    await bundle(directory);
    return { directory, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The file with the edit. Throws unless what it takes away stands there exactly once. */
export function edited(text: string, { file, from, to }: Edit): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

function applyEdit(directory: string, edit: Edit): void {
  const path = join(directory, edit.file);
  writeFileSync(path, edited(readFileSync(path, 'utf8'), edit));
}

/** Not the build of a release, which takes seconds: these bundles live for one run of a few cases. */
async function bundle(directory: string): Promise<void> {
  for (const [name, entry] of Object.entries(BUNDLES)) {
    const folder = join(directory, 'dist', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    await build({
      entryPoints: [join(directory, 'src', entry)],
      outfile: join(folder, 'index.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      // The CommonJS form of one package asks for its parts by names that are made up at run time.
      mainFields: ['module', 'main'],
      logLevel: 'silent',
      banner: {
        js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
      },
    });
  }
}
