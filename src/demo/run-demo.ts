import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reportPaths, type WrittenReports } from '../adapters/output/report-files.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { checkDemo } from './check-demo.ts';
import { makeFolder } from './make-folder.ts';
import { makeSample } from './make-sample.ts';
import { startScriptedModel } from './model/scripted-model.ts';
import { reviewerScenario } from './scenario.ts';

/** What the demo asks of the ordinary review: the flags of `review`, and the files that it has to write. */
export type DemoReview = {
  readonly repo: string;
  readonly base: string;
  readonly head: string;
  readonly model: 'scripted/no-model';
  /** Base of the OpenAI-compatible routes of the scripted model, on loopback. */
  readonly baseUrl: string;
  readonly format: 'text';
  /** The directory of `files`; it exists. */
  readonly out: string;
  readonly files: DemoFiles;
};

/** Where the review leaves its result in each form; `writeReports` of the adapters writes all but the trail. */
export type DemoFiles = WrittenReports & { readonly trail: string };

export type DemoGate = (
  review: DemoReview,
) => Promise<{ readonly exitCode: number; readonly outcome: Outcome }>;

export type DemoOptions = {
  readonly gate: DemoGate;
  /** Directory for the sample repository and the result; made when it is missing. */
  readonly out: string;
  readonly write: (text: string) => void;
};

/** The demo ends by itself after this many milliseconds, whatever happens. */
const MAX_MS = 5 * 60_000;

/**
 * The sample pull request through the whole pipeline. Resolves to 0 when the pipeline did what the sample must show,
 * the verdict `block` included, otherwise to 2. Throws GateError when the sample cannot be made.
 */
export async function runDemo({ gate, out, write }: DemoOptions): Promise<number> {
  await makeFolder(out);
  const sample = await makeSample(join(out, 'sample'));
  const model = await startScriptedModel(reviewerScenario, { maxMs: MAX_MS });
  const files: DemoFiles = { ...reportPaths(out), trail: join(out, 'review-gate.trail.jsonl') };
  // What an earlier demo left must not count as written by this one.
  await Promise.all(Object.values(files).map((path) => rm(path, { force: true })));
  try {
    write(introduction(sample.repo, model.url));
    const { exitCode, outcome } = await gate({
      ...sample,
      model: 'scripted/no-model',
      baseUrl: `${model.url}/v1`,
      format: 'text',
      out,
      files,
    });
    const missing = [...exitCodeTrouble(exitCode), ...checkDemo(outcome), ...(await missingFiles(files))];
    write(conclusion(missing, sample.repo, files));
    return missing.length === 0 ? 0 : 2;
  } finally {
    await model.close();
  }
}

function introduction(repo: string, url: string): string {
  return [
    'A sample pull request goes through the whole gate: real git, real audit, real OpenCode in a real sandbox.',
    `Only the model is not real: ${url} answers from a script, judges nothing and needs no key or network.`,
    `The sample repository: ${repo} (branch search-orders against main)`,
    '',
    '',
  ].join('\n');
}

function exitCodeTrouble(exitCode: number): readonly string[] {
  return exitCode === 1 ? [] : [`The review's exit code is ${exitCode} instead of 1.`];
}

async function missingFiles(files: DemoFiles): Promise<readonly string[]> {
  const checks = Object.entries(files).map(async ([name, path]) => {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    return size > 0 ? [] : [`The ${name} was not written to ${path}.`];
  });
  return (await Promise.all(checks)).flat();
}

function conclusion(missing: readonly string[], repo: string, files: DemoFiles): string {
  const written = Object.entries({ ...files, sample: repo }).map(
    ([name, path]) => `  ${name.padEnd(8)} ${path}`,
  );
  if (missing.length > 0) {
    const list = missing.map((sentence) => `  - ${sentence}`).join('\n');
    return `\nThe demo did not show what it must:\n${list}\n\nFiles\n${written.join('\n')}\n`;
  }
  const verdict =
    'The gate blocked the sample pull request, as it must; on a pull request this exit code is 1.';
  return `\n${verdict}\n\nFiles\n${written.join('\n')}\n`;
}
