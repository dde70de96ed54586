import type { ReportedFinding } from '../../review/report.ts';

export type NumberedLine = { readonly number: number; readonly text: string };

/** Looks at one line and knows one kind of mistake. It is a pattern, not a judgement. */
type Matcher = {
  readonly pattern: RegExp;
  readonly finding: Omit<ReportedFinding, 'path' | 'startLine' | 'evidence'>;
  /** Added to the line number that is reported: an agent miscounts, and the gate has to find the line. */
  readonly miscount: number;
};

const MATCHERS: readonly Matcher[] = [
  {
    pattern: /`[^`]*\b(?:SELECT|INSERT|UPDATE|DELETE)\b[^`]*\$\{/,
    miscount: 0,
    finding: {
      severity: 'critical',
      confidence: 'high',
      category: 'security',
      title: 'Text of the caller becomes part of the SQL statement',
      message:
        "The values are put into the statement's text. A customer name such as `%' OR '1'='1` returns the orders of everybody.",
      remedy: 'Pass the values as parameters ($1, $2), as the other queries of this file do.',
    },
  },
  {
    pattern: /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/,
    miscount: -3,
    finding: {
      severity: 'high',
      confidence: 'high',
      category: 'error-handling',
      title: 'A refused payment is swallowed and the order is marked as paid',
      message:
        'When the gateway refuses, the empty catch continues and the next line stores the status `paid`: goods leave without money.',
      remedy: 'Let the error pass, or store a status of its own for a failed capture before returning.',
    },
  },
];

/** Every finding in the lines of one file. */
export function findMistakes(path: string, lines: readonly NumberedLine[]): readonly ReportedFinding[] {
  return lines.flatMap(({ number, text }) =>
    MATCHERS.filter(({ pattern }) => pattern.test(text)).map(({ finding, miscount }) => ({
      ...finding,
      path,
      startLine: Math.max(1, number + miscount),
      evidence: text,
    })),
  );
}

/** What OpenCode's read tool returned, as lines with their numbers; empty when it returned an error. */
export function linesOfRead(result: string): readonly NumberedLine[] {
  const content = /<content>\n([\s\S]*)<\/content>/.exec(result)?.[1] ?? '';
  return [...content.matchAll(/^(\d+): (.*)$/gm)].map(([, number, text = '']) => ({
    number: Number(number),
    text,
  }));
}
