import { rowsOf, type Setting } from '../fault.ts';
import type { Place } from '../place.ts';
import { always, reporting, reportText } from '../scripts.ts';

const READ = { name: 'read', args: { filePath: '/pr/src/add.ts' } };

export const MODEL = rowsOf('Model', [
  ['it refuses the key (401)', failed(/HTTP 401|status 401/u), { model: always({ status: 401 }) }],
  ['it forbids the model (403)', failed(/HTTP 403|status 403/u), { model: always({ status: 403 }) }],
  ['it does not know the address (404)', failed(/HTTP 404|status 404/u), { model: always({ status: 404 }) }],
  ['it refuses the request (400)', failed(/HTTP 400|status 400/u), { model: always({ status: 400 }) }],
  [
    'it limits the rate and says to wait for an hour (429)',
    failed(/status 429/u),
    { model: always({ status: 429, headers: { 'retry-after': '3600' } }) },
  ],
  ['it fails each time (500)', failed(/status 500/u), { model: always({ status: 500 }) }],
  [
    'it hangs up before it answers',
    failed(/connection reset/u),
    { model: always({ disconnect: { afterBytes: 0 } }) },
  ],
  [
    'it hangs up in the middle of its answer',
    failed(/connection reset|ended early/u),
    { model: always({ text: reportText(), disconnect: { afterBytes: 300 } }) },
  ],
  [
    'it sends a byte a second',
    { code: 'agent-timed-out', says: /timeout-minutes/u },
    {
      model: always({ text: reportText(), drip: { bytes: 1, everyMs: 1_000 } }),
      flags: { 'timeout-minutes': '0.25' },
    },
  ],
  [
    'it never answers',
    { code: 'agent-timed-out', says: /timeout-minutes/u },
    { model: always({ text: 'late', delayMs: 90_000 }), flags: { 'timeout-minutes': '0.2' } },
  ],
  ['its answer has no choice', failed(/ended early/u), { model: always({ emptyChoice: true }) }],
  [
    'nobody listens at its address',
    failed(/connection refused/u),
    { flags: { 'base-url': 'http://127.0.0.1:9/v1' } },
  ],
  ['its name is not known', failed(/name not found/u), { flags: { 'base-url': 'https://model.invalid/v1' } }],
  [
    'it redirects',
    failed(/redirect/u),
    { model: always({ status: 307, headers: { location: 'http://127.0.0.1:9/v1/chat/completions' } }) },
  ],
  [
    'its answer is no JSON',
    failed(/ended early|unexpected answer/u),
    { model: always({ raw: '<html><body>It works!</body></html>' }) },
  ],
  [
    'it answers with a web page',
    failed(/unexpected answer/u),
    { model: always({ raw: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } }) },
  ],
  ['its answer has 40 MB', failed(/over 32 MiB/u), { model: () => ({ text: 'x'.repeat(40_000_000) }) }],
  [
    'it calls tools for ever',
    { code: 'model-budget', says: /limit of requests/u },
    limited({ requests: 3 }, { model: () => ({ toolCalls: [READ] }) }),
  ],
  [
    'it calls tools faster than it may',
    { code: 'model-budget', says: /limit of requests per minute/u },
    limited({ requestsPerMinute: 2 }, { model: () => ({ toolCalls: [READ] }) }),
  ],
  [
    'it says nothing about usage, and the brief is over the budget',
    { code: 'model-budget', says: /limit of input tokens/u },
    limited({ inputTokens: 100 }, { model: reporting({}, { usage: 'absent' }) }),
  ],
  [
    'it used up the output that the policy grants',
    { code: 'model-budget', says: /limit of output tokens/u, also: [] },
    limited(
      { outputTokens: 100 },
      { model: () => ({ toolCalls: [READ], usage: { input: 10, output: 100 } }) },
    ),
  ],
  [
    'its answer is cut off at the output limit',
    { code: 'agent-stopped-early', says: /longer than the model's output limit/u },
    { model: always({ text: reportText(), finish: 'length' }) },
  ],
  [
    'its content filter stops the answer',
    { code: 'model-failed', says: /content filter stopped the answer/u },
    { model: always({ text: 'I cannot', finish: 'content_filter' }) },
  ],
  [
    'it calls a tool that the reviewer does not have',
    { code: 'report-invalid', says: /no valid report in 3 turns/u },
    {
      model: ({ exchanges }) =>
        exchanges.length % 2 === 0
          ? { toolCalls: [{ name: 'bash', args: { command: 'id' } }] }
          : { text: 'Done.' },
    },
  ],
]);

function failed(says: RegExp) {
  return { code: 'model-failed', says } as const;
}

/** The run under a policy file with these limits. */
function limited(limits: Readonly<Record<string, number>>, setting: Setting): (place: Place) => Setting {
  return (place) => ({
    ...setting,
    flags: { policy: place.write('policy.jsonc', JSON.stringify({ limits })) },
  });
}
