import { GateError } from '../errors.ts';
import { DEFAULT_LIMITS } from './limits.ts';
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

/**
 * The first rung that proves itself. Throws GateError `sandbox-unavailable` with each rung's reason and remedy when
 * none does, `input-invalid` when there is no rung of that name. `dangerously-none` proves nothing, is reported as
 * such, and is opened because it was named.
 */
export async function proveSandbox({
  name,
  mounts,
  limits = DEFAULT_LIMITS,
  record,
}: Request): Promise<Sandbox> {
  const reasons: string[] = [];
  for (const rung of candidates(name)) {
    const report = await selfTest(rung, mounts, limits);
    const named = rung === dangerouslyNone && report.checks['starts'] === true;
    record(named ? { ...report, why: UNPROTECTED } : report);
    if (report.passed || named) return rung.open(mounts, limits);
    reasons.push(`${rung.name}: ${report.why ?? 'failed.'}`);
  }
  throw new GateError(
    'sandbox-unavailable',
    `No sandbox could be proven on this machine, so nothing was reviewed. ${reasons.join(' ')}`,
  );
}

const UNPROTECTED =
  'Nothing is isolated: the agent can read, write and send whatever this user can. It runs because `dangerously-none` was asked for by name.';

function candidates(name: string): readonly Rung[] {
  if (name === 'auto') return RUNGS;
  const named = NAMED_RUNGS.filter((rung) => rung.name === name);
  if (named.length > 0) return named;
  const names = ['auto', ...NAMED_RUNGS.map((rung) => rung.name)].join(', ');
  throw new GateError('input-invalid', `There is no sandbox of that name; the names are ${names}.`);
}
