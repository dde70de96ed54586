import { resolve } from 'node:path';
import type { ProgressLine } from '../adapters/output/progress.ts';
import { progressLine } from '../adapters/output/progress.ts';
import type { Redact } from '../adapters/output/redact.ts';
import { FORMATS, resultWriter } from '../adapters/output/result-writer.ts';
import { checkWritable } from '../adapters/output/write-file.ts';
import { GateError } from '../errors.ts';
import type { Publisher } from '../ports.ts';
import { SARIF } from '../sarif-settings.ts';
import { type Given, textOf } from './flags.ts';
import { choiceOf } from './settings.ts';

/** Progress on standard error: one live line on a terminal, plain lines otherwise. */
export function openProgress(): ProgressLine {
  return progressLine({ columns: process.stderr.isTTY ? process.stderr.columns : null });
}

/** The result in the form and to the place that the flags name; the live line is put away first. */
export function openPublisher(given: Given, progress: ProgressLine, redact: Redact): Publisher {
  const format = choiceOf(given, 'format', FORMATS, 'text');
  const output = outputOf(given);
  const writer = resultWriter({
    format,
    output,
    sarif: SARIF,
    redact,
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    columns: terminalColumns(),
  });
  return {
    publish: async (outcome) => {
      progress.close();
      await writer.publish(outcome);
    },
  };
}

/** Looked at before the run: a review costs minutes and money, and its result must have a place. */
function outputOf(given: Given): string | null {
  const [output, trail] = [textOf(given, 'output'), textOf(given, 'trail')];
  if (output === '') return null;
  if (trail !== '' && resolve(trail) === resolve(output)) {
    throw new GateError('usage', '--output and --trail name the same file. Give each a file of its own.');
  }
  checkWritable(output);
  return output;
}

/** The width of the terminal that reads standard output; undefined when none does. Narrower than 60 is taken as 60. */
export function terminalColumns(): number | undefined {
  return process.stdout.isTTY && process.stdout.columns > 0
    ? Math.max(60, process.stdout.columns)
    : undefined;
}
