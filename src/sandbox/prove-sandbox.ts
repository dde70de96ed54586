import { GateError } from '../errors.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { type Reason, readKind, remedy } from './remedy.ts';
import { dangerouslyNone } from './rungs/dangerously-none.ts';
import { NAMED_RUNGS, RUNGS } from './rungs.ts';
import type { Limits, Mounts, Rung, RungReport, Sandbox } from './sandbox.ts';
import { selfTest } from './self-test.ts';

export type Request = {
  /** `auto`, or a rung's name. */
  readonly name: string;
  readonly mounts: Mounts;
  readonly limits?: Limits;
  /** Told about every rung that was tried, in order. */
  readonly record: (report: RungReport) => void;
};

/** Milliseconds for all rungs together; one that holds needs about 300. */
const LADDER_MS = 40_000;

/**
 * The first rung that proves itself. Throws GateError `sandbox-unavailable` with each rung's reason and one remedy when
 * none does, `input-invalid` when there is no rung of that name. `dangerously-none` proves nothing, is reported as
 * such, and is opened because it was named.
 */
export async function proveSandbox({
  name,
  mounts,
  limits = DEFAULT_LIMITS,
  record,
}: Request): Promise<Sandbox> {
  const reasons: Reason[] = [];
  const end = performance.now() + LADDER_MS;
  for (const rung of candidates(name)) {
    const left = end - performance.now();
    const report = left > 0 ? await selfTest(rung, mounts, limits, left) : notTried(rung);
    const named = rung === dangerouslyNone && report.checks['starts'] === true;
    record(named ? { ...report, why: UNPROTECTED } : report);
    if (report.passed || named) return rung.open(mounts, limits);
    reasons.push({ rung: rung.name, why: report.why ?? 'failed' });
  }
  const advice = remedy(reasons, readKind());
  throw new GateError(
    'sandbox-unavailable',
    `No sandbox could be proven on this machine, so nothing was reviewed (${inShort(reasons)}). ${advice}`.trim(),
  );
}

const UNPROTECTED =
  'Nothing is isolated: the agent can read, write and send whatever this user can. It runs because `dangerously-none` was asked for by name.';

const notTried = ({ name }: Rung): RungReport => ({
  rung: name,
  passed: false,
  checks: { starts: false },
  why: 'Not tried, because those before it took too long.',
  ms: 0,
});

/** One clause for each reason, with all the rungs that have it; whole sentences are in the trail. */
function inShort(reasons: readonly Reason[]): string {
  const rungs = new Map<string, string[]>();
  for (const { rung, why } of reasons) {
    const clause = why
      .replace(WORDS_BEFORE, '')
      .replaceAll(/\.(?= |$)/g, '')
      .slice(0, CLAUSE_UNITS);
    rungs.set(clause, [...(rungs.get(clause) ?? []), rung]);
  }
  return [...rungs].map(([clause, names]) => `${names.join(', ')}: ${clause}`).join('; ');
}

/** What is the same for every rung that does not start, when there are words of its own after it. */
const WORDS_BEFORE = /^The sandbox ended before its work did \([^)]*\): /;

const CLAUSE_UNITS = 100;

function candidates(name: string): readonly Rung[] {
  if (name === 'auto') return RUNGS;
  const named = NAMED_RUNGS.filter((rung) => rung.name === name);
  if (named.length > 0) return named;
  const names = ['auto', ...NAMED_RUNGS.map((rung) => rung.name)].join(', ');
  throw new GateError('input-invalid', `There is no sandbox of that name; the names are ${names}.`);
}
