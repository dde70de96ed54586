import { CONFIDENCES, SEVERITIES } from '../verdict/finding.ts';
import { CATEGORIES } from './category.ts';
import type { Report } from './report.ts';

/** The report's schema as the agent reads it; report.ts is the schema as the machine checks it. */
export const REPORT_IN_WORDS = `When you have finished, answer with one JSON object and nothing else: no prose, no code fence. Its keys, no others:

- "version": the number 1.
- "summary": string, one to three sentences on what the change does and how risky it is.
- "findings": array, empty when nothing is wrong, at most 500, the worst first. Each is an object with:
  - "path": string, the file as it is named in the hunks.
  - "startLine": integer, the number of the first line of the evidence (of the head; of the base when the line was removed).
  - "endLine": integer, optional, the number of its last line.
  - "severity": one of ${SEVERITIES.join(', ')}.
  - "confidence": one of ${CONFIDENCES.join(', ')}.
  - "category": one of ${CATEGORIES.join(', ')}.
  - "title": string, the problem in at most 100 characters, no full stop.
  - "message": string, what goes wrong, on which input or in which state, and what follows from it. Plain text.
  - "evidence": string, the exact text of the line or of the consecutive lines, joined by \\n.
  - "remedy": string, optional, how to repair it.
  - "suggestion": string, optional, the exact lines that replace the lines of the evidence; only when they are complete and certain, and never for removed lines.
- "reviewed": array of strings, the paths that you have reviewed.`;

/** An invented report that the schema accepts; a test holds it to that. */
export const EXAMPLE: Report = {
  version: 1,
  summary: 'Adds a search endpoint. The term reaches the database unescaped.',
  findings: [
    {
      path: 'src/search.ts',
      startLine: 41,
      endLine: 41,
      severity: 'critical',
      confidence: 'high',
      category: 'security',
      title: 'The search term is put into the SQL text',
      message:
        "`term` comes from the query string without validation. A term such as `' OR 1=1 --` returns every row of `users`.",
      evidence: "  const sql = `SELECT * FROM users WHERE name LIKE '%${term}%'`;", // biome-ignore lint/suspicious/noTemplateCurlyInString: it is evidence
      remedy: 'Bind the term as a parameter.',
    },
  ],
  reviewed: ['src/search.ts'],
};

export function renderExample(): string {
  return JSON.stringify(EXAMPLE);
}
