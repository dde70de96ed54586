import { READ_ONLY } from '../../emulators/github/tokens.ts';
import {
  dependabotEvent,
  dispatchEvent,
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  workflowRunEvent,
} from '../../emulators/runner/events.ts';
import { BLOCK, found, PASS, rowsOf, WIDE } from './usual.ts';

const FORK = { headRepository: 'stranger/shop' } as const;

export const PULL_REQUEST = rowsOf('Pull request', [
  [
    'opened, nothing found',
    { event: (pull) => pullRequestEvent(pull, { action: 'opened' }), expected: PASS },
  ],
  ['a push, and the reviewer finds high risk', { review: [found()], expected: BLOCK }],
  [
    'a push, and the reviewer finds low risk',
    { review: [found({ severity: 'low' })], expected: { ...PASS, annotations: { error: 0, notice: 1 } } },
  ],
  ['reopened', { event: (pull) => pullRequestEvent(pull, { action: 'reopened' }), expected: PASS }],
  ['a draft', { event: (pull) => pullRequestEvent(pull, { draft: true }), expected: PASS }],
  [
    'ready for review',
    { event: (pull) => pullRequestEvent(pull, { action: 'ready_for_review' }), expected: PASS },
  ],
  ['a label was set', { event: (pull) => pullRequestEvent(pull, { action: 'labeled' }), expected: PASS }],
  ['a checkout of one commit', { checkout: 1, expected: PASS }],
  ['no checkout at all', { checkout: 'none', expected: PASS }],
  [
    'the change widens what an agent may do',
    {
      files: { head: WIDE },
      expected: { verdict: 'block', codes: ['finding-at-threshold'] },
    },
  ],
  ['the audit alone, nothing found', { review: 'off', expected: { ...PASS, codes: ['review-off'] } }],
  [
    'the audit alone, and the change widens what an agent may do',
    {
      review: 'off',
      files: { head: WIDE },
      expected: { verdict: 'block', codes: ['finding-at-threshold', 'review-off'] },
    },
  ],
  [
    'fail-on is lower than what was found',
    { review: [found({ severity: 'low' })], inputs: { 'fail-on': 'low' }, expected: BLOCK },
  ],
  [
    'fail-on: never, and the reviewer finds high risk',
    { review: [found()], inputs: { 'fail-on': 'never' }, expected: { verdict: 'pass' } },
  ],
]);

export const FORKS = rowsOf('Fork and bot', [
  [
    'a fork, without the key',
    {
      event: (pull) => pullRequestEvent(pull, FORK),
      ...FORK,
      permissions: READ_ONLY,
      inputs: { 'api-key': null, model: 'anthropic/claude-sonnet-4-5', 'base-url': null },
      expected: { verdict: 'inconclusive', codes: ['key-missing'] },
    },
  ],
  [
    'a fork, the audit alone',
    {
      event: (pull) => pullRequestEvent(pull, FORK),
      ...FORK,
      permissions: READ_ONLY,
      review: 'off',
      expected: { ...PASS, codes: ['review-off'] },
    },
  ],
  [
    'a fork widens what an agent may do',
    {
      event: (pull) => pullRequestEvent(pull, FORK),
      ...FORK,
      permissions: READ_ONLY,
      review: 'off',
      files: { head: WIDE },
      expected: { verdict: 'block', codes: ['finding-at-threshold', 'review-off'] },
    },
  ],
  [
    'a fork that was deleted, with a model that needs no key',
    {
      event: (pull) => pullRequestEvent(pull, { headRepository: null }),
      headRepository: null,
      permissions: READ_ONLY,
      review: [found()],
      expected: BLOCK,
    },
  ],
  [
    'Dependabot, without the key',
    {
      event: dependabotEvent,
      permissions: READ_ONLY,
      inputs: { 'api-key': null, model: 'anthropic/claude-sonnet-4-5', 'base-url': null },
      expected: { verdict: 'inconclusive', codes: ['key-missing'] },
    },
  ],
  [
    'Dependabot, with the key as a secret of its own',
    { event: dependabotEvent, permissions: READ_ONLY, expected: PASS },
  ],
  [
    'a bot of another name',
    {
      event: (pull) => pullRequestEvent(pull, { author: 'renovate[bot]' }),
      review: [found()],
      expected: BLOCK,
    },
  ],
  [
    'a fork asks for no sandbox',
    {
      event: (pull) => pullRequestEvent(pull, FORK),
      ...FORK,
      permissions: READ_ONLY,
      inputs: { sandbox: 'dangerously-none' },
      expected: { verdict: 'inconclusive', codes: ['input-invalid'] },
    },
  ],
]);

export const PRIVILEGED = rowsOf('Privileged', [
  [
    'pull_request_target of a fork: the head is fetched and not checked out',
    {
      event: (pull) => pullRequestEvent(pull, { name: 'pull_request_target', ...FORK }),
      ...FORK,
      checkout: 'base',
      review: [found()],
      expected: BLOCK,
    },
  ],
  [
    'pull_request_target without a checkout',
    {
      event: (pull) => pullRequestEvent(pull, { name: 'pull_request_target', ...FORK }),
      ...FORK,
      checkout: 'none',
      expected: PASS,
    },
  ],
  [
    'pull_request_target without a sandbox',
    {
      event: (pull) => pullRequestEvent(pull, { name: 'pull_request_target' }),
      inputs: { sandbox: 'dangerously-none' },
      expected: { verdict: 'inconclusive', codes: ['input-invalid'] },
    },
  ],
  [
    'workflow_run of the same repository',
    {
      event: workflowRunEvent,
      permissions: { contents: 'read', 'pull-requests': 'read' },
      checkout: 'base',
      review: [found()],
      expected: BLOCK,
    },
  ],
  [
    'workflow_run of a fork',
    {
      event: (pull) => workflowRunEvent(pull, FORK),
      ...FORK,
      permissions: { contents: 'read', 'pull-requests': 'read' },
      checkout: 'none',
      expected: PASS,
    },
  ],
  [
    'workflow_run, and the API tells nothing of a pull request',
    {
      event: (pull) => workflowRunEvent(pull, FORK),
      ...FORK,
      unreachable: 'api',
      checkout: 'none',
      expected: { verdict: 'inconclusive', codes: ['github-failed'] },
    },
  ],
  [
    'workflow_run without a sandbox',
    {
      event: workflowRunEvent,
      permissions: { contents: 'read', 'pull-requests': 'read' },
      inputs: { sandbox: 'dangerously-none' },
      expected: { verdict: 'inconclusive', codes: ['input-invalid'] },
    },
  ],
]);

export const WITHOUT_PULL = rowsOf('Without a pull request', [
  [
    'a merge group, nothing found',
    { event: (pull) => mergeGroupEvent(pull.base, pull.head), expected: PASS },
  ],
  [
    'a merge group, and the reviewer finds high risk',
    { event: (pull) => mergeGroupEvent(pull.base, pull.head), review: [found()], expected: BLOCK },
  ],
  [
    'a merge group, and comments on a pull request were asked for',
    {
      event: (pull) => mergeGroupEvent(pull.base, pull.head),
      inputs: { publish: 'annotations, review-comments' },
      permissions: { contents: 'read', 'pull-requests': 'write' },
      expected: PASS,
    },
  ],
  [
    'a merge group, and GitHub cannot be reached',
    {
      event: (pull) => mergeGroupEvent(pull.base, pull.head),
      unreachable: 'server',
      expected: PASS,
    },
  ],
  ['a push', { event: (pull) => pushEvent(pull.base, pull.head), expected: PASS }],
  [
    'a push of a new branch',
    { event: (pull) => pushEvent('0'.repeat(40), pull.head), review: [found()], expected: BLOCK },
  ],
  [
    'started by hand with both commits',
    { event: (pull) => dispatchEvent(pull.tip, { base: pull.base, head: pull.head }), expected: PASS },
  ],
  [
    'started by hand with the name of the base',
    {
      event: (pull) => dispatchEvent(pull.tip, { base: 'main', head: pull.head }),
      review: [found()],
      expected: BLOCK,
    },
  ],
  [
    'started by hand for a commit that does not exist',
    {
      event: (pull) => dispatchEvent(pull.tip, { base: 'main', head: 'b'.repeat(40) }),
      expected: { verdict: 'inconclusive', codes: ['revision-unknown'] },
    },
  ],
  [
    'started by hand on the default branch, without inputs',
    {
      event: (pull) => dispatchEvent(pull.tip, null, 'refs/heads/main'),
      expected: { verdict: 'inconclusive', codes: ['event-unsupported'] },
    },
  ],
  [
    'a comment, which names no change',
    {
      event: (pull) => issueCommentEvent(pull, '/review'),
      expected: { verdict: 'inconclusive', codes: ['event-unsupported'] },
    },
  ],
]);
