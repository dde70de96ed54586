import { z } from 'zod';

// The object of `--format json`, key for key: a key more or less is a change of the contract.

const verdict = z.enum(['pass', 'block', 'inconclusive']);

const finding = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16,64}$/u),
  source: z.enum(['rule', 'agent']),
  rule: z.string().min(1),
  severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
  confidence: z.enum(['high', 'medium', 'low']),
  category: z.string().min(1),
  path: z.string().min(1),
  startLine: z.int().min(0),
  endLine: z.int().min(0),
  side: z.enum(['head', 'base']),
  title: z.string().min(1),
  message: z.string().min(1),
  evidence: z.string(),
  remedy: z.string().optional(),
  suggestion: z.string().optional(),
  accepted: z.strictObject({ by: z.enum(['policy', 'existing']), reason: z.string() }).optional(),
});

const coverageEntry = z.strictObject({
  path: z.string(),
  hunk: z.int().min(0).nullable(),
  headStart: z.int().min(0),
  headLines: z.int().min(0),
  outcome: z.enum([
    'reviewed',
    'excluded',
    'passive-media',
    'no-lines',
    'binary',
    'too-large',
    'not-reviewed',
  ]),
  why: z.string(),
});

const cells = z.record(z.string(), z.enum(['allow', 'ask', 'deny', 'pattern']));

export const RESULT = z.strictObject({
  version: z.literal(1),
  verdict,
  audit: z.strictObject({
    verdict,
    findings: z.array(finding),
    matrix: z.array(
      z.strictObject({
        agent: z.string(),
        origin: z.string(),
        cells,
        untouched: z.literal(true).optional(),
        status: z.enum(['added', 'removed', 'changed', 'same']).optional(),
        changed: z.array(z.string()).optional(),
        before: cells.optional(),
      }),
    ),
  }),
  review: z.strictObject({
    verdict,
    findings: z.array(finding),
    dropped: z.int().min(0),
    relocated: z.int().min(0),
    coverage: z.strictObject({ entries: z.array(coverageEntry), complete: z.boolean() }),
    tokens: z.strictObject({ input: z.int().min(0), output: z.int().min(0), cached: z.int().min(0) }),
    costUsd: z.number().min(0),
    durationMs: z.number().min(0),
  }),
  reasons: z.array(z.strictObject({ code: z.string().min(1), message: z.string().min(1) })),
});

export type Result = z.infer<typeof RESULT>;

/** The one object that standard output holds, and nothing else. */
export function parseResult(stdout: string): Result {
  return RESULT.parse(JSON.parse(stdout));
}
