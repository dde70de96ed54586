import type { StepResult } from './run-step.ts';

/**
 * Whether a `post-if` lets the post step run after a job that came to `conclusion`. Knows the four functions of the
 * status with `!`, `&&` and `||`; anything else fails the test.
 */
export function holds(condition: string, conclusion: StepResult['conclusion']): boolean {
  return condition
    .split('||')
    .some((any) => any.split('&&').every((each) => isTrue(each.trim(), conclusion)));
}

function isTrue(term: string, conclusion: StepResult['conclusion']): boolean {
  if (term.startsWith('!')) return !isTrue(term.slice(1).trim(), conclusion);
  switch (term) {
    case 'always()':
      return true;
    case 'success()':
      return conclusion === 'success';
    case 'failure()':
      return conclusion === 'failure';
    case 'cancelled()':
      return conclusion === 'cancelled';
    default:
      throw new Error(`This emulator does not know the condition "${term}"`);
  }
}
