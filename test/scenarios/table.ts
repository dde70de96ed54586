import { FORKS, PRIVILEGED, PULL_REQUEST, WITHOUT_PULL } from './rows/events.ts';
import { LIFECYCLE, REVIEW_FAILS } from './rows/reviews.ts';
import { GITHUB_FAILS, SURFACES } from './rows/surfaces.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...PULL_REQUEST,
  ...FORKS,
  ...PRIVILEGED,
  ...WITHOUT_PULL,
  ...SURFACES,
  ...GITHUB_FAILS,
  ...REVIEW_FAILS,
  ...LIFECYCLE,
];
