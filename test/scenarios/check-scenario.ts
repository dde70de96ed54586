import type { Run, Scenario } from './scenario.ts';

const EXIT_CODES = { pass: 0, block: 1, inconclusive: 2 } as const;

/** Everything that is not as it has to be; empty for a scenario that holds. */
export function problemsOf(scenario: Scenario, run: Run): readonly string[] {
  return [
    ...endProblems(scenario, run),
    ...greenProblems(scenario, run),
    ...shownProblems(scenario, run),
    ...run.step.troubles,
    ...run.github.problems,
    ...[scenario.expected.also?.(run) ?? null].filter((problem) => problem !== null),
  ];
}

function endProblems({ expected }: Scenario, { step, post }: Run): readonly string[] {
  const { verdict, exit } = expected;
  const ended = exit === undefined ? step.exitCode : step.signal;
  return unless(
    [step.outputs['verdict'] === verdict, `the verdict is ${step.outputs['verdict']}`],
    [ended === (exit ?? EXIT_CODES[verdict]), `the step ended with ${ended}`],
    [
      post?.exitCode === (expected.post ?? 0),
      `post ended with ${post?.exitCode}: ${post?.stdout}${post?.stderr}`,
    ],
  );
}

/** The promise that stands above all others. */
function greenProblems({ review }: Scenario, { step, isReviewed }: Run): readonly string[] {
  const isGreen = step.exitCode === 0 || step.outputs['verdict'] === 'pass';
  return unless([!isGreen || review === 'off' || isReviewed, 'it is green without a review']);
}

function shownProblems({ expected }: Scenario, { step, codes, writes }: Run): readonly string[] {
  const { exit, annotations = {} } = expected;
  const countOf = (level: string) => step.annotations.filter((each) => each.level === level).length;
  return unless(
    [
      exit !== undefined || same(codes, expected.codes ?? []),
      `the reasons are ${codes.join(', ') || 'none'}`,
    ],
    [same(writes, expected.writes ?? []), `the API was asked to ${writes.join(', ') || 'do nothing'}`],
    ...Object.entries(annotations).map(
      ([level, count]) =>
        [countOf(level) === count, `there are ${countOf(level)} annotations of the type ${level}`] as const,
    ),
  );
}

const unless = (...demands: readonly (readonly [holds: boolean, what: string])[]) =>
  demands.flatMap(([holds, what]) => (holds ? [] : [what]));

const same = (one: readonly string[], two: readonly string[]) =>
  [...one].toSorted().join('\n') === [...two].toSorted().join('\n');
