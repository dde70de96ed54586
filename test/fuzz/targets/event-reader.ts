import assert from 'node:assert/strict';
import { judgeRun } from '../../../src/review/judge-run.ts';
import { type LogCaps, readRunLog } from '../../../src/review/run-log.ts';
import type { Random } from '../../parity/random.ts';
import { type Target, textOf } from '../target.ts';

export const eventReader: Target = {
  name: 'event reader',
  promise: 'a stream that was damaged anywhere is never an answer, however it is cut into pieces',
  count: 4_000,
  attempt: (random) => attemptWith(random, readJudged),
  control: (random) => attemptWith(random, readLoosely),
};

const SESSION = 'ses_0123456789abcdefghij';
const USAGE = { input: 1, output: 1, cached: 0, costUsd: 0 };
const ENDED = { code: 0, signal: null, stderr: '' };
const CAPS: LogCaps = { line: 4_000, total: 20_000, events: 50 };

const event = (type: string, part: object) =>
  JSON.stringify({ type, timestamp: 1, sessionID: SESSION, part });
const WHOLE: readonly string[] = [
  event('step_start', { type: 'step-start' }),
  event('tool_use', {
    type: 'tool',
    tool: 'read',
    state: { status: 'completed', input: { filePath: '/pr/a.ts' } },
  }),
  event('step_finish', { type: 'step-finish', reason: 'tool-calls', tokens: { input: 1 } }),
  event('step_start', { type: 'step-start' }),
  event('text', { type: 'text', text: 'the answer 𝄞' }),
  event('step_finish', { type: 'step-finish', reason: 'stop', tokens: { input: 1 } }),
];

type Judged = { readonly outcome: string; readonly text: string };

/** In pieces of any size the whole stream is the answer; with one damage it is a failure, and nothing is thrown. */
function attemptWith(random: Random, read: (pieces: readonly string[]) => Judged): void {
  const whole = read(piecesOf(random, `${WHOLE.join('\n')}\n`));
  assert.deepEqual(whole, { outcome: 'answered', text: 'the answer 𝄞' });
  const damaged = damage(random);
  assert.equal(read(piecesOf(random, damaged)).outcome, 'failed', JSON.stringify(damaged));
}

function readJudged(pieces: readonly string[]): Judged {
  const reader = readRunLog(() => undefined, CAPS);
  for (const piece of pieces) if (reader.push(piece) !== null) break;
  const turn = judgeRun(reader.finish(), ENDED, USAGE);
  return { outcome: turn.outcome, text: turn.outcome === 'answered' ? turn.text : '' };
}

/** What a reader does that skips the lines it does not know, and takes any text for the answer. */
function readLoosely(pieces: readonly string[]): Judged {
  const text = /"type":"text","text":"([^"]*)"/u.exec(pieces.join(''))?.[1] ?? '';
  return { outcome: text === '' ? 'failed' : 'answered', text };
}

const NOISE: readonly string[] = [
  '{',
  '}',
  '"',
  '\u0000',
  'null',
  '[1,2]',
  'x',
  '{"type":"text"}',
  '\u001b[2J',
  '  Warning: ',
  '{}',
];
const LAST = WHOLE.length - 1;

function damage(random: Random): string {
  const lines = [...WHOLE];
  const kind = random.below(7);
  if (kind === 0) lines.splice(random.below(WHOLE.length + 1), 0, textOf(random, NOISE, 6));
  // A line is cut in its middle, so that what is left is no JSON.
  if (kind === 1)
    lines.splice(random.below(WHOLE.length), 1, WHOLE[random.below(WHOLE.length)]?.slice(0, 40) ?? '');
  if (kind === 2) lines.splice(LAST - random.below(2));
  if (kind === 3)
    lines[LAST] = event('step_finish', {
      type: 'step-finish',
      reason: random.pick(['length', 'tool-calls', 'error', 'STOP', '']),
    });
  if (kind === 4)
    lines.splice(
      random.below(WHOLE.length),
      0,
      JSON.stringify({ type: 'error', error: { name: random.pick(['APIError', 'UnknownError', 'x']) } }),
    );
  if (kind === 5) lines.splice(random.below(WHOLE.length), 0, `{"a":"${'x'.repeat(CAPS.line)}"}`);
  if (kind === 6)
    lines[random.below(WHOLE.length)] = JSON.stringify({ type: 'unknown', sessionID: SESSION, part: {} });
  const text = lines.join('\n');
  return random.chance(50) ? text : `${text}\n`;
}

function piecesOf(random: Random, text: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + random.below(random.chance(20) ? 3 : 400);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
