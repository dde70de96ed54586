import type { Report } from '../review/report.ts';
import type { Scenario } from './model/conversations.ts';
import type { RecordedRequest } from './model/request.ts';
import type { Step } from './model/scenario.ts';
import { findMistakes, linesOfRead } from './reviewer/matchers.ts';
import { type BriefFiles, readBrief } from './reviewer/read-brief.ts';
import { INVENTED } from './sample/claims.ts';

/**
 * The scripted reviewer of the demo. It is no model: it reads the files that its brief names through OpenCode's real
 * tools, and reports what fixed patterns match in what the tools returned. When the tools return nothing, it finds
 * nothing. One line number is off and one finding is invented, on purpose, for the gate to deal with.
 */
export const reviewerScenario: Scenario = { name: 'reviewer', respond };

function respond(request: RecordedRequest): Step {
  const brief = readBrief(request.user[0] ?? '');
  if (brief === null)
    return { text: 'The scripted reviewer (no model) found no brief in the first message.' };
  return request.exchanges.length === 0 ? look(brief) : { text: JSON.stringify(report(brief, request)) };
}

/** More than this many reads in one answer would be no agent that anyone knows. */
const MAX_READS = 60;

function look({ directory, files }: BriefFiles): Step {
  const reads = files.slice(0, MAX_READS).map(({ readAs }) => ({ name: 'read', args: { filePath: readAs } }));
  const grep = { name: 'grep', args: { pattern: 'capturePayment', path: directory } };
  return { text: 'Reading the changed files.', toolCalls: [...reads, grep] };
}

function report({ files }: BriefFiles, request: RecordedRequest): Report {
  const read = files.map(({ path, readAs }) => ({ path, lines: linesOfRead(resultOf(request, readAs)) }));
  const findings = read.flatMap(({ path, lines }) => findMistakes(path, lines));
  const last = findings.at(-1);
  const invented = last === undefined ? [] : [{ ...last, ...INVENTION, evidence: INVENTED }];
  return {
    version: 1,
    summary: `Scripted review, made by no model: ${findings.length} patterns matched in ${read.length} files.`,
    findings: [...findings, ...invented],
    reviewed: read.filter(({ lines }) => lines.length > 0).map(({ path }) => path),
  };
}

function resultOf(request: RecordedRequest, readAs: string): string {
  const made = request.exchanges.find(
    ({ name, args }) => name === 'read' && JSON.stringify(args) === JSON.stringify({ filePath: readAs }),
  );
  return made?.result ?? '';
}

const INVENTION = {
  severity: 'critical',
  category: 'security',
  title: 'The discount code is evaluated as code',
  message: 'Made up by the scripted reviewer: no line of the change says this, so it must not be published.',
  remedy: 'None; the gate has to drop this finding.',
} as const;
