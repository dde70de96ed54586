import { showPath } from '../change/path.ts';
import { cut } from '../report/cut.ts';
import type { TrailEvent } from '../trail/event.ts';
import {
  bySeverity,
  CONFIDENCES,
  type Confidence,
  type Finding,
  SEVERITIES,
  type Severity,
} from '../verdict/finding.ts';
import type { Anchored } from './anchor.ts';
import { showUnseen } from './visible.ts';

export type Selected = {
  /** What counts for the verdict: everything that was proven and is sure enough. */
  readonly judged: readonly Finding[];
  /** The worst of those, as many as the policy shows. */
  readonly shown: readonly Finding[];
  /** Of the others that are not accepted: how bad they are. */
  readonly unshown: readonly Severity[];
  readonly dropped: number;
  readonly relocated: number;
  /** One sentence for each thing that is not shown; our words. */
  readonly notes: readonly string[];
  readonly events: readonly TrailEvent[];
};

export type Selection = { readonly minConfidence: Confidence; readonly maxFindings: number };

/** From anchored findings to those that people see, worst first; what is left out is counted and said. */
export function selectFindings(
  anchored: readonly Anchored[],
  { minConfidence, maxFindings }: Selection,
  accept: (findings: readonly Finding[]) => readonly Finding[],
): Selected {
  const events: TrailEvent[] = [];
  const note = (finding: Finding, became: string) => events.push(eventOf(finding, became));
  const proven = new Map<string, Finding>();
  for (const one of anchored) {
    const { finding, became } = one;
    if (finding === null) {
      events.push(droppedEvent(one));
      continue;
    }
    const twin = proven.get(keyOf(finding));
    note(finding, twin ? 'merged with an equal one' : became);
    if (twin === undefined || isWorse(finding, twin)) proven.set(keyOf(finding), finding);
  }
  const sure = [...proven.values()].filter((finding) => isSure(finding, minConfidence));
  const judged = [...accept(sure)].sort(bySeverity);
  for (const finding of judged) if (finding.accepted) note(finding, `accepted by ${finding.accepted.by}`);
  for (const finding of judged.slice(maxFindings)) note(finding, 'not shown: over the limit of the policy');
  for (const finding of proven.values())
    if (!isSure(finding, minConfidence)) note(finding, 'not shown: below the confidence of the policy');
  return {
    judged,
    shown: judged.slice(0, maxFindings),
    unshown: judged
      .slice(maxFindings)
      .filter(({ accepted }) => accepted === undefined)
      .map(({ severity }) => severity),
    dropped: anchored.filter(({ became }) => became === 'dropped').length,
    relocated: anchored.filter(({ became }) => became === 'relocated').length,
    notes: notesOf(proven.size - sure.length, judged.length - maxFindings),
    events,
  };
}

function eventOf(finding: Finding, became: string): TrailEvent {
  const { id, source, rule, severity, path, startLine } = finding;
  const line = startLine > 0 ? { line: startLine } : {};
  return { kind: 'finding', id, source, rule, severity, became, path: showPath(path), ...line };
}

/** What the report named is foreign, and nothing of the change bears it out. */
function droppedEvent({ reported }: Extract<Anchored, { became: 'dropped' }>): TrailEvent {
  return {
    kind: 'finding',
    id: '',
    source: 'agent',
    rule: 'agent',
    severity: reported.severity,
    became: 'dropped: its evidence is not in the change',
    path: cut(showUnseen(reported.path), 300),
  };
}

/** Equal findings: the same kind of problem, quoted from the same lines of the same file. */
function keyOf({ id, side, startLine }: Finding): string {
  return `${id} ${side} ${startLine}`;
}

function isWorse(a: Finding, b: Finding): boolean {
  const rank = (finding: Finding) =>
    SEVERITIES.indexOf(finding.severity) * CONFIDENCES.length + CONFIDENCES.indexOf(finding.confidence);
  return rank(a) < rank(b);
}

function isSure({ confidence }: Finding, least: Confidence): boolean {
  return CONFIDENCES.indexOf(confidence) <= CONFIDENCES.indexOf(least);
}

function notesOf(unsure: number, over: number): readonly string[] {
  return [
    ...(unsure > 0 ? [`Not shown: ${unsure} below the confidence that the policy asks for.`] : []),
    ...(over > 0 ? [`Not shown: ${over} over the number of findings that the policy allows.`] : []),
  ];
}
