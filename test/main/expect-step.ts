import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TrailEvent } from '../../src/trail/event.ts';
import { ACTION } from '../emulators/runner/action-inputs.ts';
import type { StepResult } from '../emulators/runner/run-step.ts';

export type Verdict = 'pass' | 'block' | 'inconclusive';

const EXIT_CODES = { pass: 0, block: 1, inconclusive: 2 } as const;

/** What holds for every run: one verdict everywhere, each declared output, no stray command, no stack. */
export function expectVerdict(step: StepResult, verdict: Verdict): void {
  const shown = `${step.stdout}\n${step.stderr}`;
  assert.equal(step.exitCode, EXIT_CODES[verdict], shown);
  assert.equal(step.outputs['verdict'], verdict, shown);
  assert.deepEqual(Object.keys(step.outputs).toSorted(), Object.keys(ACTION.outputs).toSorted());
  assert.deepEqual(step.troubles, []);
  const { 'trail-file': trail = '' } = step.outputs;
  assert.deepEqual(step.state, trail === '' ? {} : { place: dirname(trail) });
  assert.deepEqual(step.env, {});
  const own = ['error', 'warning', 'notice', 'add-mask', 'debug'];
  assert.deepEqual(
    step.commands.filter(({ name }) => !own.includes(name)),
    [],
  );
  assert.doesNotMatch(shown, /^\s+at .*\(?(?:node:|file:|\/)/mu, 'no stack is shown');
  assert.equal(step.stderr, '');
}

/** The JSON report that the outputs name. */
export function reportOf(step: StepResult): Report {
  return JSON.parse(readFileSync(step.outputs['report-file'] ?? '', 'utf8')) as Report;
}

export type Report = {
  readonly verdict: string;
  readonly audit: { readonly verdict: string; readonly findings: readonly Found[] };
  readonly review: { readonly verdict: string; readonly findings: readonly Found[] };
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
};
type Found = { readonly severity: string; readonly title: string; readonly rule: string };

export function codesOf(step: StepResult): readonly string[] {
  return reportOf(step).reasons.map(({ code }) => code);
}

/** The trail that the outputs name. */
export function trailOf(step: StepResult): readonly TrailEvent[] {
  const path = step.outputs['trail-file'] ?? '';
  assert.ok(existsSync(path), 'the trail exists');
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as TrailEvent);
}
