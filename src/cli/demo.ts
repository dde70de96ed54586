import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { trailFile } from '../adapters/output/trail-file.ts';
import { writeFileWhole } from '../adapters/output/write-file.ts';
import { type DemoReview, runDemo } from '../demo/run-demo.ts';
import { parseInputs } from '../inputs.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderSarif } from '../report/sarif.ts';
import { renderText } from '../report/text.ts';
import { SARIF } from '../sarif-settings.ts';
import { exitCodeOf, type Outcome } from '../verdict/verdict.ts';
import type { Command } from './command.ts';
import { textOf } from './flags.ts';
import { openProgress } from './publish.ts';
import { runCommand } from './run-command.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'a sample pull request through the whole pipeline, with no network and no key',
  example: 'opencode-review-gate demo --output ./demo',
  exit: '0 the sample was blocked, as it must be; 2 anything else',
  flags: {
    output: {
      value: 'DIR',
      help: 'where the sample and the results go (default: a new temporary directory)',
    },
    'opencode-path': { value: 'FILE', help: 'an OpenCode executable of the supported version' },
  },
  run: async (given) => {
    const out = textOf(given, 'output');
    return runDemo({
      gate: (review) => reviewSample(review, textOf(given, 'opencode-path')),
      out: out === '' ? mkdtempSync(join(tmpdir(), 'review-gate-demo-')) : resolve(out),
      write: (text) => void process.stdout.write(text),
    });
  },
};

async function reviewSample({ repo, base, head, model, baseUrl, files }: DemoReview, opencodePath: string) {
  const given: Readonly<Record<string, string>> = {
    model,
    'base-url': baseUrl,
    'opencode-path': opencodePath,
  };
  const outcome = await runCommand({
    inputs: parseInputs((name) => given[name] ?? ''),
    source: { directory: repo, fetch: 'never' },
    base,
    head,
    againstNothing: false,
    policyBytes: null,
    apiKey: '',
    refusal: null,
    publisher: { publish: async (result) => publishSample(result, files) },
    trail: trailFile(files.trail),
    progress: openProgress(),
  });
  return { exitCode: exitCodeOf(outcome.verdict), outcome };
}

/** The same result in every form that a user can ask for. */
function publishSample(outcome: Outcome, files: DemoReview['files']): void {
  writeFileWhole(files.sarif, renderSarif(outcome, SARIF));
  writeFileWhole(files.json, renderJson(outcome));
  writeFileWhole(files.report, renderMarkdown(outcome));
  process.stdout.write(`${renderText(outcome, { colour: process.stdout.isTTY })}\n`);
  // Quoted, so that a runner which prints the demo does not obey them.
  const lines = renderAnnotations(outcome).lines.map((line) => `  | ${line}\n`);
  process.stdout.write(`The annotations that GitHub would show:\n${lines.join('')}`);
}
