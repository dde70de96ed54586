import {
  AT,
  and,
  answer,
  encode,
  type Instruction,
  ifAtLeast,
  ifEqual,
  jump,
  load,
  VERDICT,
} from './instructions.ts';
import { NUMBERS, type Processor } from './numbers.ts';
import { ALLOWED, type Condition, GUARDED, type Guard, REST } from './policy.ts';

/** The kernel's names of the ABIs, AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
const ABI = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;

/**
 * The syscall filter as bwrap reads it from `--seccomp`: an allow list. Another ABI of the processor, whose numbers
 * mean other calls, ends the process. x32's numbers are above all others, and are refused like any unknown one.
 */
export function renderFilter(processor: Processor): Buffer {
  return encode([
    load(AT.abi),
    ifEqual(ABI[processor], 1, 0),
    answer(VERDICT.kill),
    load(AT.number),
    ...tree(ranges(NUMBERS[processor])),
  ]);
}

/** Numbers from here to the next range, all with the same end. */
type Range = { readonly from: number; readonly end: 'allow' | 'refuse' | Guard };

function ranges(numbers: ReadonlyMap<string, number>): readonly Range[] {
  const ends = new Map<number, Range['end']>();
  for (const name of ALLOWED) ends.set(numbers.get(name) ?? -1, 'allow');
  for (const [name, guard] of Object.entries(GUARDED)) ends.set(numbers.get(name) ?? -1, guard);
  const found: Range[] = [];
  // One more than the highest allowed number: from there on all is refused.
  for (let from = 0; from <= Math.max(...ends.keys()) + 1; from += 1) {
    const end = ends.get(from) ?? 'refuse';
    if (found.at(-1)?.end !== end) found.push({ from, end });
  }
  return found;
}

/** A binary search for the range that the number is in. */
function tree(all: readonly Range[]): readonly Instruction[] {
  const [first] = all;
  const middle = all[all.length >> 1];
  if (first === undefined || middle === undefined) return [answer(VERDICT.errno(REST))];
  if (all.length === 1) return leaf(first.end);
  const lower = tree(all.slice(0, all.length >> 1));
  const upper = tree(all.slice(all.length >> 1));
  return lower.length > 255
    ? [ifAtLeast(middle.from, 0, 1), jump(lower.length), ...lower, ...upper]
    : [ifAtLeast(middle.from, lower.length, 0), ...lower, ...upper];
}

function leaf(end: Range['end']): readonly Instruction[] {
  if (end === 'allow') return [answer(VERDICT.allow)];
  if (end === 'refuse') return [answer(VERDICT.errno(REST))];
  return [...end.anyOf.flatMap(alternative), answer(VERDICT.errno(end.refusal))];
}

/** Allows when all conditions hold, and goes on behind itself when one does not. */
function alternative(conditions: readonly Condition[]): readonly Instruction[] {
  return conditions.reduceRight<readonly Instruction[]>(
    (rest, condition) => [...check(condition, rest.length), ...rest],
    [answer(VERDICT.allow)],
  );
}

/** Goes on to the next instruction when the condition holds, and leaves out `skipped` more when not. */
function check({ argument, mask, is, values }: Condition, skipped: number): readonly Instruction[] {
  const [match, mismatch] = is === 'one-of' ? [0, skipped] : [skipped, 0];
  const comparisons = values.map((value, index) => {
    const left = values.length - 1 - index;
    return ifEqual(value, left + match, left === 0 ? mismatch : 0);
  });
  return [load(AT.low(argument)), ...(mask === undefined ? [] : [and(mask)]), ...comparisons];
}
