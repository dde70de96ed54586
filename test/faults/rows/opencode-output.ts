import { rowsOf } from '../fault.ts';
import { fake } from '../scripts.ts';

const UNKNOWN = { code: 'agent-events-unknown', says: /no event of the pinned version/u } as const;
const EMPTY = { code: 'agent-no-answer', says: /without a text/u } as const;
const EARLY = { code: 'agent-stopped-early', says: /in the middle of its work/u } as const;
const REJECTED = { code: 'agent-permission-rejected', says: /rejected because nobody was there/u } as const;

const PRINTS = rowsOf('OpenCode', [
  ['it prints garbage', UNKNOWN, fake("writeSync(1, 'All is well.\\n'); succeed()")],
  [
    'it prints bytes that are no text',
    UNKNOWN,
    fake('writeSync(1, Buffer.from([0xff, 0x00, 0x1b, 0x0a])); succeed()'),
  ],
  [
    'it prints a type of event that is not known',
    UNKNOWN,
    fake("say('verdict', { type: 'verdict', pass: true }); succeed()"),
  ],
  [
    'its events lack their session',
    UNKNOWN,
    fake(`writeSync(1, '{"type":"step_start","part":{"type":"step-start"}}\\n'); succeed()`),
  ],
  ['its last event lacks the reason', UNKNOWN, fake('begin(); text(REPORT); finish(undefined)')],
  ['its text is no string', UNKNOWN, fake("begin(); text({ report: REPORT }); finish('stop')")],
  [
    'its last line is cut off',
    UNKNOWN,
    fake(`begin(); text(REPORT); writeSync(1, '{"type":"step_finish","sess')`),
  ],
  [
    'it prints 1 GB of long events',
    limit(/more than \d+ bytes|too-much-output/u),
    fake("begin(); flood(1, event('text', { type: 'text', text: 'x'.repeat(1e6) }), 1000)"),
  ],
  [
    'it prints 1 GB of short events',
    limit(/too-many-events/u),
    fake("flood(1, event('reasoning', { type: 'reasoning' }).repeat(1e4), 1200)"),
  ],
  ['it prints one line of 1 GB', limit(/line-too-long/u), fake("flood(1, 'x'.repeat(1e6), 1000)")],
  ['it floods standard error', limit(/error output/u), fake("flood(2, 'x'.repeat(1e6), 1000)")],
  [
    'it prints nothing',
    { code: 'agent-no-answer', says: /without printing anything/u },
    fake('process.exit(0)'),
  ],
]);

const ENDS = rowsOf('OpenCode', [
  [
    'it reports without asking the model',
    { code: 'agent-no-answer', says: /no model had answered/u },
    { opencode: { run: 'succeed()' } },
  ],
  ['its last step has no text', EMPTY, fake("begin(); finish('stop')")],
  ['its last step has only blanks', EMPTY, fake("begin(); text(' \\n\\t'); finish('stop')")],
  [
    'its report stands in a step before the last',
    EMPTY,
    fake("begin(); text(REPORT); finish('tool-calls'); begin(); finish('stop')"),
  ],
  ['it ends with tool-calls', EARLY, fake("begin(); text(REPORT); finish('tool-calls')")],
  ['it ends with a reason that is not known', EARLY, fake("begin(); text(REPORT); finish('unknown')")],
  ['it ends while a step is open', EARLY, fake('succeed(); begin()')],
  [
    'a permission is rejected, as standard error says',
    REJECTED,
    fake("process.stderr.write('! permission requested: read; auto-rejecting\\n'); succeed()"),
  ],
  [
    'a permission is rejected, as an event says',
    REJECTED,
    fake(`begin(); say('tool_use', ${JSON.stringify(rejectedCall())}); text(REPORT); finish('stop')`),
  ],
  [
    'it falls back to another agent',
    { code: 'agent-fell-back', says: /did not use the reviewer agent/u },
    fake("process.stderr.write('! agent not found. Falling back to default agent\\n'); succeed()"),
  ],
  [
    'it asks the gateway for a route that no review needs',
    tampering(/GET \/v1\/models/u),
    fake("fetch(process.env.GATE_URL + '/v1/models').then(succeed)"),
  ],
  [
    'it asks the gateway without the token of the run',
    tampering(/token/u),
    fake(
      "fetch(process.env.GATE_URL + '/v1/chat/completions', { method: 'POST', body: '{}' }).then(succeed)",
    ),
  ],
]);

export const OPENCODE_OUTPUT = [...PRINTS, ...ENDS];

function limit(says: RegExp) {
  return { code: 'agent-output-limit', says } as const;
}

function tampering(says: RegExp) {
  return { code: 'tampered', says } as const;
}

function rejectedCall() {
  const error = 'The user rejected permission to use this specific tool call.';
  return { type: 'tool', tool: 'read', state: { status: 'error', input: {}, error } };
}
