import type { Handlers } from '../call.ts';
import { CHECK_RUNS } from './check-runs.ts';
import { CODE_SCANNING } from './code-scanning.ts';
import { COMPARE } from './compare.ts';
import { ISSUE_COMMENTS } from './issue-comments.ts';
import { LABELS } from './labels.ts';
import { PEOPLE } from './people.ts';
import { PULLS } from './pulls.ts';
import { REVIEW_COMMENTS } from './review-comments.ts';
import { REVIEWS } from './reviews.ts';

export const HANDLERS: Handlers = {
  ...CHECK_RUNS,
  ...CODE_SCANNING,
  ...COMPARE,
  ...ISSUE_COMMENTS,
  ...LABELS,
  ...PEOPLE,
  ...PULLS,
  ...REVIEW_COMMENTS,
  ...REVIEWS,
};
