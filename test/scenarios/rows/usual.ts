import type { ReportedFinding } from '../../../src/review/report.ts';
import type { Expected, Family, Scenario } from '../scenario.ts';

/** A finding on one of the three lines of the change. */
export function found(changed: Partial<ReportedFinding> = {}): ReportedFinding {
  return {
    path: 'a.ts',
    startLine: 2,
    severity: 'high',
    confidence: 'high',
    category: 'bug',
    title: 'The second call fails',
    message: 'Nobody checks the answer.',
    evidence: 'second();',
    ...changed,
  };
}

export const PASS: Expected = { verdict: 'pass', annotations: { error: 0 } };
export const BLOCK: Expected = {
  verdict: 'block',
  codes: ['finding-at-threshold'],
  annotations: { error: 1 },
};

/** No green, and these reasons besides the coverage that is missing after any failure of a review. */
export const inconclusive = (...codes: readonly string[]): Expected => ({
  verdict: 'inconclusive',
  codes: [...codes, 'coverage-incomplete'],
});

/** An agent that may do everything: what the audit blocks whenever a change brings it. */
export const WIDE = {
  'a.ts': 'first();\nsecond();\nthird();\n',
  'opencode.json': '{ "permission": "allow" }\n',
} as const;

export type Row = readonly [title: string, rest: Omit<Scenario, 'family' | 'title'>];

export const rowsOf = (family: Family, rows: readonly Row[]): readonly Scenario[] =>
  rows.map(([title, rest]) => ({ family, title, ...rest }));
