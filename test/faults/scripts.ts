import type { Responder, Scenario } from '../../src/demo/model/conversations.ts';
import type { Step } from '../../src/demo/model/scenario.ts';
import type { Setting } from './fault.ts';
import { PATH } from './place.ts';

export type AnyReport = { readonly [key: string]: unknown };

/** A valid report without findings; `changes` replaces or adds keys. */
export function reportText(changes: AnyReport = {}): string {
  return JSON.stringify({
    version: 1,
    summary: 'Halves a number.',
    findings: [],
    reviewed: [PATH],
    ...changes,
  });
}

/** The scripted model (no model) that gives this report to every question. */
export function reporting(changes: AnyReport = {}, step: Step = {}): Responder {
  return () => ({ text: reportText(changes), ...step });
}

/** The same answer to every request, for ever. */
export function always(step: Step): Scenario {
  return { respond: () => step };
}

/** These answers one after the other. */
export function steps(...list: readonly Step[]): Scenario {
  return { steps: list };
}

/** A finding that the agent can prove: the line is in the change. */
export function finding(changes: AnyReport = {}): AnyReport {
  return {
    path: PATH,
    startLine: 6,
    severity: 'high',
    confidence: 'high',
    category: 'correctness',
    title: 'Half of an odd number is no whole number',
    message: 'The caller expects whole numbers.',
    evidence: '  return a / 2;',
    ...changes,
  };
}

/** A program in OpenCode's place that asks the model as the real one does, and then does this. */
export function fake(run: string, minutes = '3'): Setting {
  return { opencode: { run: `ask().then(() => { ${run} })` }, flags: { 'timeout-minutes': minutes } };
}
