import { z } from 'zod';
import type { Path } from '../change/change.ts';
import { CONFIDENCES, SEVERITIES } from '../verdict/finding.ts';
import { findJsonObjects } from './find-json.ts';
import { showPathInBrief } from './visible.ts';

const line = z.int().min(1).max(10_000_000);
const words = z.string().min(1);
const MAX_EVIDENCE_LINES = 100;

const finding = z
  .strictObject({
    path: words,
    startLine: line,
    endLine: line.optional(),
    severity: z.enum(SEVERITIES),
    confidence: z.enum(CONFIDENCES),
    category: words,
    title: words,
    message: words,
    evidence: z
      .string()
      .regex(/\S/u, 'must be the exact text of the line or lines meant')
      .refine((text) => text.split('\n').length <= MAX_EVIDENCE_LINES, {
        error: `must be at most ${MAX_EVIDENCE_LINES} lines; quote the ones that cause the problem`,
      }),
    remedy: z.string().optional(),
    suggestion: z.string().optional(),
  })
  .refine((found) => found.endLine === undefined || found.endLine >= found.startLine, {
    path: ['endLine'],
    error: 'must not be before startLine',
  });

/** Strict: an unknown key is an error that the agent is told, since a key it invented was meant to say something. */
const REPORT = z.strictObject({
  version: z.literal(1),
  summary: z.string(),
  findings: z.array(finding),
  reviewed: z.array(z.string()),
});

/** The agent's answer. Every string in it is foreign. */
export type Report = z.output<typeof REPORT>;
export type ReportedFinding = Report['findings'][number];

/** `errors` are written for the agent and may quote it; they go back to it and nowhere else. */
export type ParsedReport =
  | { readonly ok: true; readonly report: Report }
  | {
      readonly ok: false;
      readonly code: 'report-invalid' | 'report-too-large';
      readonly errors: readonly string[];
    };

/** Characters; more than any honest report has. */
const MAX_LENGTH = 1024 * 1024;
const MAX_FINDINGS = 500;
const MAX_ERRORS = 20;

/**
 * The agent's last text as a report. Prose and code fences around the object are tolerated, nothing else.
 * `expected` are the paths of the bundle, each of which the report must name as reviewed; `view` is the directory
 * where the agent saw the head, which it may put before a path. Linear in the text.
 */
export function parseReport(text: unknown, expected: readonly Path[], view: string): ParsedReport {
  if (typeof text !== 'string') return invalid('The answer is no text.');
  if (text.length > MAX_LENGTH)
    return tooLarge(`The answer has ${text.length} characters; at most ${MAX_LENGTH} are read.`);
  const found = findReport(text);
  if (typeof found === 'string') return invalid(found);
  const count = countFindings(found);
  if (count > MAX_FINDINGS) {
    const what = `"findings" has ${count} entries; at most ${MAX_FINDINGS} are read.`;
    return tooLarge(`${what} Keep the most severe ones and join those with one cause.`);
  }
  const parsed = REPORT.safeParse(found);
  if (!parsed.success) return { ok: false, code: 'report-invalid', errors: errorsOf(parsed.error) };
  const report = withBarePaths(parsed.data, `${view}/`);
  const missing = missingPaths(report, expected);
  return missing.length === 0 ? { ok: true, report } : invalid(...missing);
}

/** The one object in the text that looks like a report, or a sentence that says why there is none. */
function findReport(text: string): object | string {
  const objects = findJsonObjects(text);
  const reports = objects.filter((object) => 'findings' in object || 'reviewed' in object);
  const [only, second] = reports;
  if (second !== undefined) return 'The answer holds more than one report; send exactly one JSON object.';
  if (only !== undefined) return only;
  return `The answer holds no complete JSON object with "findings" and "reviewed"${jsonTrouble(text)}`;
}

function jsonTrouble(text: string): string {
  const start = text.indexOf('{');
  if (start < 0) return '.';
  try {
    JSON.parse(text.slice(start));
    return '.';
  } catch (error) {
    return ` (parsed from its first brace: ${error instanceof Error ? error.message.slice(0, 200) : 'not JSON'}).`;
  }
}

function countFindings(report: object): number {
  return 'findings' in report && Array.isArray(report.findings) ? report.findings.length : 0;
}

function missingPaths(report: Report, expected: readonly Path[]): readonly string[] {
  const named = new Set(report.reviewed);
  const missing = expected.map(showPathInBrief).filter((path) => !named.has(path));
  return missing.map(
    (path) =>
      `"reviewed" lacks ${JSON.stringify(path)}: review its hunks as well, then list the path exactly so.`,
  );
}

/** No path of a repository starts with a slash, so the view's directory in front is never part of one. */
function withBarePaths(report: Report, prefix: string): Report {
  const bare = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : path);
  return {
    ...report,
    findings: report.findings.map((found) => ({ ...found, path: bare(found.path) })),
    reviewed: report.reviewed.map(bare),
  };
}

function errorsOf(error: z.ZodError): readonly string[] {
  return error.issues.slice(0, MAX_ERRORS).map((issue) => {
    const place = issue.path
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
      .join('');
    return `${place.replace(/^\./, '') || 'the object'}: ${issue.message.slice(0, 300)}`;
  });
}

function invalid(...errors: readonly string[]): ParsedReport {
  return { ok: false, code: 'report-invalid', errors: errors.slice(0, MAX_ERRORS) };
}

function tooLarge(error: string): ParsedReport {
  return { ok: false, code: 'report-too-large', errors: [error] };
}
