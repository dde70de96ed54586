import { setTimeout as sleep } from 'node:timers/promises';
import { BLOCK, found, inconclusive, PASS, rowsOf } from './usual.ts';

const CHECKS = { contents: 'read', checks: 'write' } as const;
/** A binary that nobody can review. */
const BINARY = {
  'a.ts': 'first();\n',
  'data.bin': Buffer.from(Array.from({ length: 1_000 }, (_, at) => (at * 7_919) % 256)),
};

export const REVIEW_FAILS = rowsOf('Review fails', [
  [
    'no model is given',
    {
      inputs: { model: null, 'base-url': null },
      expected: { verdict: 'inconclusive', codes: ['model-missing'] },
    },
  ],
  [
    'the key is missing',
    {
      inputs: { 'api-key': null, model: 'anthropic/claude-sonnet-4-5', 'base-url': null },
      expected: { verdict: 'inconclusive', codes: ['key-missing'] },
    },
  ],
  ['the model refuses the key', { review: () => ({ status: 401 }), expected: inconclusive('model-failed') }],
  ['the model fails each time', { review: () => ({ status: 500 }), expected: inconclusive('model-failed') }],
  [
    'nobody listens at the address of the model',
    { inputs: { 'base-url': 'http://127.0.0.1:9/v1' }, expected: inconclusive('model-failed') },
  ],
  [
    'the model says nothing until the time is over',
    {
      review: () => ({ text: 'late', delayMs: 90_000 }),
      inputs: { 'timeout-minutes': '0.2' },
      expected: inconclusive('agent-timed-out'),
    },
  ],
  [
    'the answer is no report',
    { review: () => ({ text: 'LGTM!' }), expected: inconclusive('report-invalid') },
  ],
  ['the answer is empty', { review: () => ({ text: '' }), expected: inconclusive('agent-no-answer') }],
  ['a part of the change is a binary', { files: { head: BINARY }, expected: inconclusive() }],
  [
    'the same binary, left out by the policy of the base',
    {
      files: {
        head: BINARY,
        base: { '.github/review-gate.jsonc': '{ "review": { "exclude": ["*.bin"] } }\n' },
      },
      expected: PASS,
    },
  ],
  [
    'the same binary, left out by a policy that the change itself brings',
    {
      files: {
        head: {
          ...BINARY,
          '.github/review-gate.jsonc': '{ "review": { "exclude": ["*.bin"], "failOn": "never" } }\n',
        },
      },
      expected: inconclusive(),
    },
  ],
  [
    'the policy of the base cannot be read',
    {
      files: { base: { '.github/review-gate.jsonc': '{ "reviw": {} }\n' } },
      expected: { verdict: 'inconclusive', codes: ['policy-invalid'] },
    },
  ],
  [
    'the sandbox that was asked for is not to be had',
    { inputs: { sandbox: 'docker' }, expected: { verdict: 'inconclusive', codes: ['sandbox-unavailable'] } },
  ],
  [
    'there is no OpenCode at opencode-path',
    {
      inputs: { 'opencode-path': '/nowhere/opencode' },
      expected: { verdict: 'inconclusive', codes: ['opencode-missing'] },
    },
  ],
  [
    'an input has no meaning',
    {
      inputs: { 'fail-on': 'sometimes' },
      expected: { verdict: 'inconclusive', codes: ['input-invalid'] },
    },
  ],
  [
    'an earlier step left a library for this process',
    {
      env: { LD_AUDIT: '/nowhere/audit.so' },
      expected: { verdict: 'inconclusive', codes: ['input-invalid'] },
    },
  ],
  [
    'a finding is made up: what it quotes is nowhere',
    { review: [found({ evidence: 'fourth();' })], expected: { ...PASS, annotations: { error: 0 } } },
  ],
  [
    'no review, but a check run that says so',
    {
      permissions: CHECKS,
      review: () => ({ status: 401 }),
      expected: {
        ...inconclusive('model-failed'),
        writes: ['POST check-runs'],
        also: ({ github }) =>
          ['success', 'neutral', 'skipped'].includes(String(github.state.checkRuns[0]?.conclusion))
            ? 'the check run is green'
            : null,
      },
    },
  ],
]);

export const LIFECYCLE = rowsOf('Lifecycle', [
  [
    'cancelled while the model is asked',
    {
      review: () => ({ text: 'late', delayMs: 60_000 }),
      meanwhile: ({ running }) => running?.cancel(),
      expected: inconclusive('interrupted'),
    },
  ],
  [
    'cancelled while the change is read',
    {
      onLine: 'Reading the change',
      meanwhile: ({ running }) => running?.cancel(),
      expected: { verdict: 'inconclusive', codes: ['interrupted'] },
    },
  ],
  [
    'killed while the model is asked: post says that there is no verdict',
    {
      review: () => ({ text: 'late', delayMs: 60_000 }),
      meanwhile: async ({ running }) => {
        await sleep(50);
        process.kill(running?.pid ?? 0, 'SIGKILL');
      },
      expected: {
        verdict: 'inconclusive',
        exit: 'SIGKILL',
        post: 2,
        also: ({ post }) => (post?.summary?.includes('inconclusive') === true ? null : 'post says nothing'),
      },
    },
  ],
  [
    'the time of the whole run is over',
    {
      review: () => ({ text: 'late', delayMs: 60_000 }),
      inputs: { 'timeout-minutes': '0.15' },
      expected: inconclusive('agent-timed-out'),
    },
  ],
  ['step debugging is on', { env: { RUNNER_DEBUG: '1' }, review: [found()], expected: BLOCK }],
]);
