import { GateError, type Reason, reasonOf } from '../../errors.ts';
import type { Publisher } from '../../ports.ts';
import { renderAnnotations } from '../../report/annotations.ts';
import { earlyOutputs, type Outputs, type ReportFiles, renderOutputs } from '../../report/outputs.ts';
import { redacted } from '../../report/redacted.ts';
import type { SarifSettings } from '../../report/sarif.ts';
import { renderSummary } from '../../report/summary.ts';
import type { Trail, TrailEvent } from '../../trail/event.ts';
import { withhold } from '../../verdict/decide.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { type Redact, redactor } from '../output/redact.ts';
import { writeReports } from '../output/report-files.ts';
import { type ActionsEnv, type ActionsLog, actionsLog } from './actions-log.ts';
import { appendEnvFile } from './env-file.ts';
import { type StepSummary, stepSummary } from './step-summary.ts';

export type ActionsSettings = {
  readonly env: ActionsEnv;
  readonly surfaces: readonly Surface[];
  /** The surfaces that need GitHub's API; answers null as long as it is not known what the run is about. */
  readonly github?: () => ApiSurfaces | null;
  /** An existing directory for the report files; null writes none. */
  readonly reports: string | null;
  readonly sarif: SarifSettings;
  /** Path of the audit trail, for the output; empty when there is none. */
  readonly trailPath: string;
  readonly trail?: Trail;
  readonly redact?: Redact;
  /** The descriptor of standard output; 1 when absent. */
  readonly stdout?: number;
};

type Surface = 'annotations' | 'check-run' | 'review-comments' | 'summary';

/** Puts an outcome where only the API can; never throws. What became of each surface is data. */
export type ApiSurfaces = {
  publish(outcome: Outcome): Promise<
    readonly {
      readonly surface: string;
      readonly outcome: 'published' | 'skipped' | 'failed';
      readonly count: number;
      readonly why?: string;
      /** For people, in the summary; empty when there is nothing to say. */
      readonly note: string;
      /** What costs the pass. */
      readonly failure: Reason | null;
    }[]
  >;
};

export type ActionsPublisher = Publisher & {
  /** Every declared output with its value of least promise; to be called before anything else can fail. */
  writeEarlyOutputs(): void;
  /** The outputs alone, for an outcome that got worse after it was published. */
  writeOutputs(outcome: Outcome): void;
};

type Desk = {
  readonly settings: ActionsSettings;
  readonly log: ActionsLog;
  readonly summary: StepSummary;
  readonly redact: Redact;
  /** Commands that the runner has already: a second publication must not spend its few places again. */
  readonly printed: Set<string>;
  readonly written: { sarif: string; report: string };
};

/** Annotations, report files, job summary and outputs of the Action. A second publication replaces the first. */
export function actionsPublisher(settings: ActionsSettings): ActionsPublisher {
  const redact = settings.redact ?? redactor([]);
  const desk: Desk = {
    settings,
    log: actionsLog(settings),
    summary: stepSummary(settings.env['GITHUB_STEP_SUMMARY']),
    redact,
    printed: new Set(),
    written: { sarif: '', report: '' },
  };
  return {
    publish: (outcome) => publishAll(redacted(outcome, redact), desk),
    writeEarlyOutputs: () => putOutputs({ ...earlyOutputs(), 'trail-file': settings.trailPath }, desk),
    writeOutputs: (outcome) => putOutputs(renderOutputs(outcome, filesOf(desk)), desk),
  };
}

/** Goes on after a surface failed, with an outcome that is no pass any more; the outputs come last and tell the truth. */
async function publishAll(outcome: Outcome, desk: Desk): Promise<void> {
  const failures: Reason[] = [];
  const notes: string[] = [...outcome.notes];
  const now = () => withhold({ ...outcome, notes }, failures);
  const attempt = (surface: string, put: () => number) => {
    const failure = tryPut(surface, put, desk);
    if (failure !== null) failures.push(failure);
  };
  const { surfaces } = desk.settings;
  const annotations = renderAnnotations(outcome);
  if (surfaces.includes('annotations')) attempt('annotations', () => putAnnotations(annotations.lines, desk));
  // Before what tells of them.
  for (const { note, failure, ...done } of (await desk.settings.github?.()?.publish(now())) ?? []) {
    if (note !== '') notes.push(desk.redact(note));
    const lost = record({ kind: 'publication', ...done }, desk.settings.trail);
    failures.push(...[failure, lost].filter((reason) => reason !== null));
  }
  attempt('log', () => putVerdict(now(), desk));
  attempt('reports', () => putReports(now(), desk));
  const leftOut = surfaces.includes('annotations') ? annotations.leftOut : 0;
  if (surfaces.includes('summary')) attempt('summary', () => putSummary(now(), leftOut, desk));
  attempt('outputs', () => putOutputs(renderOutputs(now(), filesOf(desk)), desk));
  const [first] = failures;
  if (first === undefined) return;
  rewriteOutputs(now(), desk);
  throw new GateError(first.code, first.message);
}

/** What failed last may have failed after the outputs were written, so that they are written once more. */
function rewriteOutputs(outcome: Outcome, desk: Desk): void {
  try {
    putOutputs(renderOutputs(outcome, filesOf(desk)), desk);
  } catch {
    // The first failure is thrown in any case, and the early outputs say `inconclusive`.
  }
}

function tryPut(surface: string, put: () => number, { settings: { trail } }: Desk): Reason | null {
  try {
    const count = put();
    trail?.record({ kind: 'publication', surface, outcome: 'published', count });
    return null;
  } catch (error) {
    const reason = reasonOf(error);
    const why = `${reason.code}: ${reason.message}`;
    return record({ kind: 'publication', surface, outcome: 'failed', count: 0, why }, trail) ?? reason;
  }
}

/** Null, or what the trail itself failed with. */
function record(event: TrailEvent, trail: Trail | undefined): Reason | null {
  try {
    trail?.record(event);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

function putAnnotations(lines: readonly string[], { log, printed }: Desk): number {
  const fresh = lines.filter((line) => !printed.has(line));
  log.command(fresh);
  for (const line of fresh) printed.add(line);
  return fresh.length;
}

function putVerdict({ verdict, audit, review, reasons }: Outcome, { log }: Desk): number {
  const why = reasons.map(({ code, message }) => `${code}: ${message}`);
  log.say(
    [`Review gate: ${verdict} (audit: ${audit.verdict}, review: ${review.verdict})`, ...why].join('\n'),
  );
  return 1;
}

function putReports(outcome: Outcome, desk: Desk): number {
  const { reports, sarif } = desk.settings;
  if (reports === null) return 0;
  const paths = writeReports(reports, outcome, sarif, desk.redact);
  desk.written.sarif = paths.sarif;
  desk.written.report = paths.json;
  return 3;
}

function putSummary(outcome: Outcome, annotationsLeftOut: number, { summary, log, redact }: Desk): number {
  let text = '';
  summary.write((maxBytes) => {
    text = redact(renderSummary(outcome, { maxBytes, annotationsLeftOut }));
    return text;
  });
  log.debug('job summary', text);
  return 1;
}

function filesOf({ settings, written }: Desk): ReportFiles {
  return { ...written, trail: settings.trailPath };
}

function putOutputs(outputs: Outputs, { settings: { env } }: Desk): number {
  const path = env['GITHUB_OUTPUT'];
  if (path === undefined || path === '') {
    throw new GateError(
      'publish-failed',
      'GITHUB_OUTPUT is not set. Run this as a step of a GitHub workflow.',
    );
  }
  appendEnvFile(path, outputs);
  return Object.keys(outputs).length;
}
