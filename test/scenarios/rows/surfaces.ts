import { badGateway, dropped, secondaryLimit, serverError } from '../../emulators/github/faults.ts';
import { READ_ONLY } from '../../emulators/github/tokens.ts';
import { type Expected } from '../scenario.ts';
import { BLOCK, found, PASS, rowsOf } from './usual.ts';

const CHECKS = { contents: 'read', checks: 'write' } as const;
const PULLS = { contents: 'read', 'pull-requests': 'write' } as const;
const BOTH = { ...CHECKS, ...PULLS } as const;
const RUN = 'POST check-runs';
const REVIEW = 'POST reviews';
const REFUSED: Expected = { verdict: 'inconclusive', codes: ['publish-failed'] };
const blocked = (...writes: readonly string[]): Expected => ({ ...BLOCK, writes });

/** Findings enough for more than one request. */
const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    found({ startLine: at + 1, evidence: `call${at}();`, title: `Call ${at} fails`, severity: 'medium' }),
  );
const manyLines = { head: { 'a.ts': Array.from({ length: 60 }, (_, at) => `call${at}();\n`).join('') } };
const ALL_SHOWN = {
  '.github/review-gate.jsonc': '{ "review": { "maxFindings": 500 } }\n',
};

export const SURFACES = rowsOf('Surfaces', [
  ['a token that may only read the contents', { review: [found()], expected: BLOCK }],
  ['a token that may write checks', { permissions: CHECKS, review: [found()], expected: blocked(RUN) }],
  [
    'a token that may write on pull requests',
    { permissions: PULLS, review: [found()], expected: blocked(REVIEW) },
  ],
  ['a token that may do both', { permissions: BOTH, review: [found()], expected: blocked(RUN, REVIEW) }],
  [
    'a token that may do both, and nothing is found',
    { permissions: BOTH, expected: { ...PASS, writes: [RUN] } },
  ],
  [
    'a check run by name, and the token may not',
    {
      inputs: { publish: 'annotations, summary, check-run' },
      expected: REFUSED,
    },
  ],
  [
    'comments by name, and the token may not',
    {
      inputs: { publish: 'annotations, summary, review-comments' },
      review: [found()],
      permissions: READ_ONLY,
      expected: {
        verdict: 'block',
        codes: ['finding-at-threshold', 'publish-failed'],
      },
    },
  ],
  [
    'annotations alone',
    {
      inputs: { publish: 'annotations' },
      permissions: BOTH,
      review: [found()],
      expected: { ...BLOCK, also: ({ step }) => (step.summary === null ? null : 'there is a summary') },
    },
  ],
  [
    'a surface that nobody knows',
    {
      inputs: { publish: 'annotations, pigeons' },
      expected: { verdict: 'inconclusive', codes: ['input-invalid'] },
    },
  ],
  [
    'sixty findings on a check run: the rest is appended',
    {
      permissions: CHECKS,
      files: { ...manyLines, base: ALL_SHOWN },
      review: many(60),
      expected: {
        verdict: 'pass',
        writes: [RUN, 'PATCH check-runs'],
        annotations: { warning: 10 },
        also: ({ github }) => {
          const count = github.state.checkRuns[0]?.annotations.length ?? 0;
          return count === 60 ? null : `the check run has ${count} annotations`;
        },
      },
    },
  ],
  [
    'sixty findings as comments: fifty, in two reviews',
    {
      permissions: PULLS,
      files: { ...manyLines, base: ALL_SHOWN },
      review: many(60),
      expected: {
        verdict: 'pass',
        writes: [REVIEW, REVIEW],
        also: ({ github }) => {
          const count = github.state.reviewComments.length;
          return count === 50 ? null : `there are ${count} comments`;
        },
      },
    },
  ],
  [
    'the head moved before anything is said on the pull request',
    {
      permissions: BOTH,
      review: [found()],
      meanwhile: ({ pull, github }) => {
        pull.repository.git('update-ref', 'refs/pull/7/head', pull.tip);
        github.push(pull.tip);
      },
      expected: {
        verdict: 'block',
        codes: ['finding-at-threshold', 'head-moved'],
        writes: [RUN],
      },
    },
  ],
]);

export const GITHUB_FAILS = rowsOf('GitHub fails', [
  [
    'the API cannot be reached, and nothing of it was asked for by name',
    { unreachable: 'api', permissions: BOTH, review: [found()], expected: BLOCK },
  ],
  [
    'the API cannot be reached, and a check run was asked for',
    {
      unreachable: 'api',
      inputs: { publish: 'annotations, check-run' },
      expected: REFUSED,
    },
  ],
  [
    'the review is answered 502 and is there all the same',
    {
      permissions: PULLS,
      review: [found()],
      faults: () => [{ on: 'pulls/create-review', mishap: badGateway({ effect: true }) }],
      expected: {
        ...BLOCK,
        also: ({ github }) =>
          github.state.reviews.length === 1 ? null : `there are ${github.state.reviews.length} reviews`,
      },
    },
  ],
  [
    'the review is answered 502 and is not there',
    {
      permissions: PULLS,
      review: [found()],
      faults: () => [{ on: 'pulls/create-review', mishap: badGateway({ effect: false }) }],
      expected: {
        ...blocked(REVIEW),
        also: ({ github }) =>
          github.state.reviews.length === 1 ? null : `there are ${github.state.reviews.length} reviews`,
      },
    },
  ],
  [
    'the connection breaks after the check run was made',
    {
      permissions: CHECKS,
      review: [found()],
      faults: () => [{ on: 'checks/create', mishap: dropped({ effect: true }) }],
      expected: {
        ...BLOCK,
        also: ({ github }) =>
          github.state.checkRuns.length === 1
            ? null
            : `there are ${github.state.checkRuns.length} check runs`,
      },
    },
  ],
  [
    'the connection breaks before the check run was made',
    {
      permissions: CHECKS,
      review: [found()],
      faults: () => [{ on: 'checks/create', mishap: dropped({ effect: false }) }],
      expected: blocked(RUN),
    },
  ],
  [
    'too many requests at once (403), to be tried again in a second',
    {
      permissions: CHECKS,
      review: [found()],
      faults: () => [{ on: 'checks/create', mishap: secondaryLimit(403, 1) }],
      expected: blocked(RUN),
    },
  ],
  [
    'too many requests at once (429), to be tried again in an hour',
    {
      permissions: CHECKS,
      inputs: { publish: 'annotations, check-run' },
      review: [found()],
      faults: () => [{ on: 'checks/create', nth: 'every', mishap: secondaryLimit(429, 3_600) }],
      expected: {
        verdict: 'block',
        codes: ['finding-at-threshold', 'publish-failed'],
      },
    },
  ],
  [
    'the API fails each time it is read',
    {
      permissions: PULLS,
      inputs: { publish: 'annotations, review-comments' },
      review: [found()],
      faults: () => [{ on: 'pulls/list-review-comments', nth: 'every', mishap: serverError() }],
      expected: { verdict: 'block', codes: ['finding-at-threshold', 'publish-failed'] },
    },
  ],
  [
    "the hour's requests are used up",
    {
      permissions: CHECKS,
      inputs: { publish: 'annotations, check-run' },
      rate: { remaining: 0, resetInSeconds: 3_600 },
      expected: REFUSED,
    },
  ],
  [
    'the server of the repository cannot be reached, and a commit is missing',
    {
      unreachable: 'server',
      checkout: 1,
      expected: { verdict: 'inconclusive', codes: ['history-shallow'] },
    },
  ],
]);
