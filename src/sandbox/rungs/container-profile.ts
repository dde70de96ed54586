import { ALLOWED, type Condition, GUARDED, REST } from '../filter/policy.ts';

/** One rule of the JSON that container engines take for `--security-opt seccomp=`. */
type Rule = {
  readonly names: readonly string[];
  readonly action: 'SCMP_ACT_ALLOW';
  readonly args?: readonly Comparison[];
};

type Comparison = {
  readonly index: number;
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_NE' | 'SCMP_CMP_MASKED_EQ';
  readonly value: number;
  readonly valueTwo: number;
};

/**
 * The policy of the syscall filter in the words of container engines. They know one refusal for all calls, and have to
 * make a few calls themselves before the program begins; the filter of the other rungs is exact.
 */
export function renderContainerProfile(): string {
  const free: Rule = { names: ALLOWED, action: 'SCMP_ACT_ALLOW' };
  const guarded = Object.entries(GUARDED).flatMap(([name, { anyOf }]) =>
    anyOf.flatMap((conditions) =>
      combinations(conditions).map((args): Rule => ({ names: [name], action: 'SCMP_ACT_ALLOW', args })),
    ),
  );
  return JSON.stringify({
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: REST,
    archMap: [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ],
    syscalls: [free, ...guarded],
  });
}

/** One list of comparisons for each choice of a value; what must be none of several is compared with each. */
function combinations(conditions: readonly Condition[]): readonly (readonly Comparison[])[] {
  return conditions.reduce<readonly (readonly Comparison[])[]>(
    (lists, condition) => lists.flatMap((list) => choices(condition).map((more) => [...list, ...more])),
    [[]],
  );
}

function choices({ argument: index, mask, is, values }: Condition): readonly (readonly Comparison[])[] {
  if (is === 'none-of') {
    return [values.map((value) => ({ index, op: 'SCMP_CMP_NE', value, valueTwo: 0 }))];
  }
  return values.map((value) => [
    mask === undefined
      ? { index, op: 'SCMP_CMP_EQ', value, valueTwo: 0 }
      : { index, op: 'SCMP_CMP_MASKED_EQ', value: mask, valueTwo: value },
  ]);
}
