import { readTrail } from '../adapters/output/read-trail.ts';
import { writeStream } from '../adapters/output/write-stream.ts';
import { GateError } from '../errors.ts';
import { renderTrailJson } from '../report/trail/json.ts';
import { renderTrail } from '../report/trail/text.ts';
import type { Command } from './command.ts';
import { type Given, textOf } from './flags.ts';
import { terminalColumns } from './publish.ts';
import { choiceOf } from './settings.ts';

export const trail: Command = {
  name: 'trail',
  words: ['FILE'],
  summary: 'an audit trail for people: what was tried, allowed and refused, when, and what it cost',
  example: 'opencode-review-gate trail trail.jsonl',
  exit: '0 printed, 2 wrong use or unreadable; the verdict of the trail does not count',
  flags: { format: { value: 'FORMAT', help: 'text (default) or json' } },
  run: runTrail,
};

async function runTrail(given: Given): Promise<number> {
  const format = choiceOf(given, 'format', ['text', 'json'], 'text');
  const digest = await readTrail(textOf(given, 'FILE'));
  if (digest.lines === digest.broken) {
    throw new GateError(
      'usage',
      'No line of this file is one of a trail. Name the file that --trail or trail-file wrote.',
    );
  }
  writeStream(1, format === 'json' ? renderTrailJson(digest) : renderTrail(digest, terminal()));
  return 0;
}

function terminal() {
  const columns = terminalColumns();
  return {
    colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    ...(columns === undefined ? {} : { columns }),
  };
}
