import { join } from 'node:path';
import type { Cleaner } from '../../adapters/git/make-repository.ts';
import { DIST } from '../../dist.ts';
import { ACTION } from './action-inputs.ts';
import { holds } from './post-condition.ts';
import { type Program, runStep, type StepOptions, type StepResult } from './run-step.ts';

export type PostOptions = StepOptions & {
  /** A program of the test in the place of what action.yml names, and its condition. */
  readonly post?: Program;
  readonly postIf?: string;
};

/**
 * The post step that action.yml names: a process of its own with files of its own, which gets what main left in its
 * state. Null when there is none, or when its condition does not hold.
 */
export async function runPost(
  t: Cleaner,
  options: PostOptions,
  main: StepResult,
): Promise<StepResult | null> {
  const { post = declared(), postIf = ACTION.runs['post-if'], ...step } = options;
  if (post === null || !holds(postIf, main.conclusion)) return null;
  return runStep(t, { ...step, program: post, after: main, summary: '' });
}

/** Main to its end, then post, as in a job whose only step this is. */
export async function runWithPost(
  t: Cleaner,
  options: PostOptions,
): Promise<{ readonly main: StepResult; readonly post: StepResult | null }> {
  const main = await runStep(t, options);
  return { main, post: await runPost(t, options, main) };
}

function declared(): Program | null {
  const { post } = ACTION.runs;
  return post === undefined ? null : { script: join(DIST, post.replace(/^dist\//u, '')), stdin: '' };
}
