import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRun, type RunEnd } from '../../src/review/judge-run.ts';
import { LOG_CAPS, type LogCaps, readRunLog } from '../../src/review/run-log.ts';
import type { Turn } from '../../src/review/turn.ts';

const SESSION = { timestamp: 1, sessionID: 'ses_1' };
const START = { type: 'step_start', ...SESSION, part: { type: 'step-start', id: 'prt_1' } };
const finish = (reason: string) => ({
  type: 'step_finish',
  ...SESSION,
  part: { type: 'step-finish', reason },
});
const text = (words: string) => ({ type: 'text', ...SESSION, part: { type: 'text', text: words } });
const failure = (name: string, statusCode?: number) => ({
  type: 'error',
  ...SESSION,
  error: { name, data: { message: 'SECRET body', statusCode } },
});
const tool = (state: object, name = 'read') => ({
  type: 'tool_use',
  ...SESSION,
  part: { type: 'tool', tool: name, callID: 'c', state },
});
const READ = tool({ status: 'completed', input: { filePath: '/pr/a.ts', offset: 3 }, output: 'SECRET' });
const GOOD = [START, READ, finish('tool-calls'), START, text('{}'), finish('stop')];

const USAGE = { input: 1, output: 2, cached: 0, costUsd: 0 };
const lines = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');

function judge(output: string, end: Partial<RunEnd> = {}, caps: LogCaps = LOG_CAPS): Turn {
  const reader = readRunLog(() => undefined, caps);
  for (let at = 0; at < output.length; at += 4096) reader.push(output.slice(at, at + 4096));
  return judgeRun(reader.finish(), { code: 0, signal: null, stderr: '', ...end }, USAGE);
}

const codeOf = (turn: Turn) => (turn.outcome === 'failed' ? turn.reason.code : 'answered');

test('a run that ended by itself with a last text is an answer', () => {
  const turn = judge(lines(GOOD));
  assert.deepEqual(turn, {
    outcome: 'answered',
    text: '{}',
    usage: USAGE,
    toolCalls: [{ tool: 'read', outcome: 'completed', arguments: 'filePath=/pr/a.ts offset=3' }],
  });
});

test('it does not matter how the stream is cut, nor whether the last line ends', () => {
  const output = lines(GOOD).trimEnd();
  for (const size of [1, 7, 4096]) {
    const reader = readRunLog(() => undefined);
    for (let at = 0; at < output.length; at += size) reader.push(output.slice(at, at + size));
    assert.equal(codeOf(judgeRun(reader.finish(), { code: 0, signal: null, stderr: '' }, USAGE)), 'answered');
  }
});

test('new keys and reasoning do not disturb', () => {
  const reasoning = { type: 'reasoning', ...SESSION, part: { type: 'reasoning', text: 'hm' }, extra: 1 };
  assert.equal(codeOf(judge(lines([START, reasoning, text('a'), finish('stop')]))), 'answered');
});

test('several texts of the last step are one answer, those of earlier steps are not', () => {
  const turn = judge(
    lines([START, text('thinking'), finish('tool-calls'), START, text('a'), text('b'), finish('stop')]),
  );
  assert.equal(turn.outcome === 'answered' && turn.text, 'a\nb');
});

const FAILURES: readonly [string, string, Partial<RunEnd>, string][] = [
  ['nothing', '', {}, 'agent-no-answer'],
  ['nothing, exit code 1', '', { code: 1 }, 'opencode-crashed'],
  ['a good stream, exit code 1', lines(GOOD), { code: 1 }, 'opencode-crashed'],
  ['a good stream, killed', lines(GOOD), { code: null, signal: 'SIGSEGV' }, 'opencode-crashed'],
  [
    'a refused configuration',
    '',
    { code: 1, stderr: 'Error: Configuration is invalid at …' },
    'opencode-config',
  ],
  [
    'no text in the last step',
    lines([START, text('early'), finish('tool-calls'), START, finish('stop')]),
    {},
    'agent-no-answer',
  ],
  ['white space as text', lines([START, text(' \n'), finish('stop')]), {}, 'agent-no-answer'],
  ['tool calls as the end', lines([START, text('a'), finish('tool-calls')]), {}, 'agent-stopped-early'],
  ['the output limit as the end', lines([START, text('a'), finish('length')]), {}, 'agent-stopped-early'],
  [
    'a content filter as the end',
    lines([START, text('a'), finish('content-filter')]),
    {},
    'agent-stopped-early',
  ],
  ['an unknown end', lines([START, text('a'), finish('unknown')]), {}, 'agent-stopped-early'],
  ['an open step', lines([START, text('a'), finish('stop'), START]), {}, 'agent-stopped-early'],
  ['no step at all', lines([text('a')]), {}, 'agent-stopped-early'],
  ['garbage', 'Segmentation fault\n', {}, 'agent-events-unknown'],
  ['garbage after a good stream', `${lines(GOOD)}bye\n`, {}, 'agent-events-unknown'],
  ['a cut off line', lines(GOOD).slice(0, -20), {}, 'agent-events-unknown'],
  ['an unknown type', lines([{ type: 'session_idle', ...SESSION }, ...GOOD]), {}, 'agent-events-unknown'],
  [
    'a text without text',
    lines([START, { ...text('a'), part: { type: 'text' } }, finish('stop')]),
    {},
    'agent-events-unknown',
  ],
  [
    'a text as a number',
    lines([START, { ...text('a'), part: { type: 'text', text: 1 } }, finish('stop')]),
    {},
    'agent-events-unknown',
  ],
  [
    'a step without a reason',
    lines([START, text('a'), { ...finish('stop'), part: { type: 'step-finish' } }]),
    {},
    'agent-events-unknown',
  ],
  ['another shape of parts', lines([{ type: 'text', ...SESSION, text: 'a' }]), {}, 'agent-events-unknown'],
  ['JSON that is no event', '[]\n"text"\nnull\n', {}, 'agent-events-unknown'],
  [
    'another agent',
    lines(GOOD),
    { stderr: 'Agent "x" not found. Falling back to default agent' },
    'agent-fell-back',
  ],
  [
    'a rejected permission',
    lines(GOOD),
    { stderr: '! permission requested: bash (id); auto-rejecting' },
    'agent-permission-rejected',
  ],
  [
    'a rejected tool call',
    lines([
      START,
      tool({
        status: 'error',
        input: {},
        error: 'The user rejected permission to use this specific tool call.',
      }),
      finish('stop'),
    ]),
    {},
    'agent-permission-rejected',
  ],
  ['a refused key', lines([failure('APIError', 401)]), { code: 1 }, 'model-failed'],
  ['a forbidden model', lines([failure('APIError', 403)]), { code: 1 }, 'model-failed'],
  ['an unknown model', lines([failure('APIError', 404)]), { code: 1 }, 'model-failed'],
  ['a rate limit', lines([failure('APIError', 429)]), { code: 1 }, 'model-failed'],
  ['a failing provider', lines([failure('APIError', 503)]), { code: 1 }, 'model-failed'],
  ['an error though the exit code is 0', lines([...GOOD, failure('APIError', 500)]), {}, 'model-failed'],
  ['no connection', lines([failure('APIError')]), { code: 1 }, 'model-failed'],
  ['no credentials', lines([failure('ProviderAuthError')]), { code: 1 }, 'model-failed'],
  ['too small a context', lines([failure('ContextOverflowError')]), { code: 1 }, 'model-failed'],
  ['a filtered content', lines([failure('ContentFilterError')]), { code: 1 }, 'model-failed'],
  ['too long an answer', lines([failure('MessageOutputLengthError')]), { code: 1 }, 'agent-stopped-early'],
  ['an inner error', lines([failure('UnknownError')]), { code: 1 }, 'opencode-crashed'],
  ['an error of the future', lines([failure('QuantumError', 200)]), { code: 1 }, 'opencode-crashed'],
];
for (const [what, output, end, code] of FAILURES) {
  test(`a run with ${what} is no answer: ${code}`, () => {
    const turn = judge(output, end);
    assert.equal(codeOf(turn), code);
    assert.ok(!JSON.stringify(turn).includes('SECRET'));
  });
}

const CAPS: LogCaps = { line: 1000, total: 5000, events: 10 };
const CAPPED: readonly [string, string][] = [
  ['a line over the cap', `{"type":"${'x'.repeat(1200)}`],
  ['too many events', lines(Array.from({ length: 11 }, () => START))],
  ['too much output', '\n'.repeat(6000)],
];
for (const [what, output] of CAPPED) {
  test(`a run with ${what} is stopped at once`, () => {
    const reader = readRunLog(() => undefined, CAPS);
    assert.notEqual(reader.push(output), null);
    reader.push(lines(GOOD));
    const turn = judgeRun(reader.finish(), { code: 0, signal: null, stderr: '' }, USAGE);
    assert.equal(codeOf(turn), 'agent-output-limit');
  });
}

test('arguments in the trail name places, and only measure what may quote the change', () => {
  const calls: string[] = [];
  const reader = readRunLog((call) => calls.push(`${call.tool} ${call.outcome} ${call.arguments}`));
  reader.push(
    lines([tool({ status: 'completed', input: { pattern: 'SECRET', path: '/pr/a\u202e\n' } }, 'grep')]),
  );
  reader.push(
    lines([tool({ status: 'error', input: { filePath: `/pr/${'x'.repeat(5000)}` }, error: 'no' })]),
  );
  reader.push(lines([tool({ status: 'error', input: 'SECRET', error: 'no' }, 'invalid')]));
  assert.deepEqual(calls.slice(0, 1), ['grep completed pattern=(6 characters) path=/pr/a\\u{202e}\\u{a}']);
  assert.ok((calls[1] ?? '').length < 230);
  assert.equal(calls[2], 'invalid error ');
});
