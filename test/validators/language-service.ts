import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Expressions from '@actions/expressions';
import type * as LanguageService from '@actions/languageservice';
import { build } from 'esbuild';
import { ROOT } from '../repository/tracked-files.ts';

type TextDocument = Parameters<typeof LanguageService.validate>[0];

type Bundle = Pick<typeof LanguageService, 'validate'> &
  Pick<typeof Expressions, 'Lexer' | 'Parser' | 'Evaluator' | 'data'> & {
    readonly validateAction: typeof LanguageService.validate;
    readonly TextDocument: {
      create(uri: string, language: string, version: number, text: string): TextDocument;
    };
  };

const ENTRY = `
  export { validate } from '@actions/languageservice';
  export { validateAction } from '@actions/languageservice/validate-action';
  export { Lexer, Parser, Evaluator, data } from '@actions/expressions';
  export { TextDocument } from 'vscode-languageserver-textdocument';
`;

/**
 * GitHub's own language service for workflows and actions, with its engine of expressions. Node cannot load it as it
 * is (it imports JSON without saying so), so that it is bundled first.
 */
export async function openLanguageService(): Promise<Bundle> {
  const directory = mkdtempSync(join(tmpdir(), 'language-service-'));
  const outfile = join(directory, 'bundle.mjs');
  try {
    await build({
      stdin: {
        contents: ENTRY,
        resolveDir: join(ROOT, 'node_modules', '@actions', 'languageservice'),
        loader: 'js',
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
      // What is CommonJS in it asks for Node's own modules this way.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    return (await import(pathToFileURL(outfile).href)) as Bundle;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
