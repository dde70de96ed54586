import type { Run, Scenario } from './scenario.ts';

const EXIT_CODES = { pass: 0, block: 1, inconclusive: 2 } as const;

/** Everything that is not as it has to be; empty for a scenario that holds. */
export function problemsOf({ expected, review }: Scenario, run: Run): readonly string[] {
  const { step, post, github, codes, writes, isReviewed } = run;
  const { verdict, exit } = expected;
  const problems: string[] = [];
  const demand = (holds: boolean, what: string) => void (holds || problems.push(what));
  demand(step.outputs['verdict'] === verdict, `the verdict is ${step.outputs['verdict']}`);
  if (exit === undefined) demand(step.exitCode === EXIT_CODES[verdict], `the exit code is ${step.exitCode}`);
  else demand(step.signal === exit, `the signal is ${step.signal}`);
  // The promise that stands above all others.
  const isGreen = step.exitCode === 0 || step.outputs['verdict'] === 'pass';
  demand(!isGreen || review === 'off' || isReviewed, 'it is green without a review');
  if (exit === undefined)
    demand(same(codes, expected.codes ?? []), `the reasons are ${codes.join(', ') || 'none'}`);
  demand(same(writes, expected.writes ?? []), `the API was asked to ${writes.join(', ') || 'do nothing'}`);
  for (const [level, count] of Object.entries(expected.annotations ?? {})) {
    const found = step.annotations.filter((annotation) => annotation.level === level).length;
    demand(found === count, `there are ${found} annotations of the type ${level}`);
  }
  demand(step.troubles.length === 0, step.troubles.join('; '));
  demand(github.problems.length === 0, github.problems.join('; '));
  demand(post?.exitCode === 0, `post ended with ${post?.exitCode}: ${post?.stdout}${post?.stderr}`);
  const more = expected.also?.(run) ?? null;
  demand(more === null, more ?? '');
  return problems;
}

const same = (one: readonly string[], two: readonly string[]) =>
  [...one].toSorted().join('\n') === [...two].toSorted().join('\n');
