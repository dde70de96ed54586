import { acceptFindings } from '../audit/accept.ts';
import type { Change } from '../change/change.ts';
import { closeCoverage } from '../change/coverage.ts';
import { type Code, type Reason, reasonOf } from '../errors.ts';
import type { Policy } from '../policy/policy.ts';
import type { Agent, Progress, Settled, View } from '../ports.ts';
import { anchorFindings } from '../review/anchor.ts';
import { renderBrief } from '../review/brief.ts';
import { BUNDLE_BYTES, type Bundle } from '../review/bundles.ts';
import { cleanText } from '../review/clean-text.ts';
import type { Placeholders } from '../review/placeholders.ts';
import { coverBundles, planReview } from '../review/plan.ts';
import { selectFindings } from '../review/select-findings.ts';
import type { Trail } from '../trail/event.ts';
import { type BundleResult, decideReview } from '../verdict/decide.ts';
import type { FailOn, Finding } from '../verdict/finding.ts';
import type { ReviewResult } from '../verdict/verdict.ts';
import { type BundleReport, reviewBundle } from './review-bundle.ts';
import { unlessAborted } from './unless-aborted.ts';

export type ReviewParts = {
  /** With placeholders in place of credentials, as the agent sees it. */
  readonly change: Change;
  readonly view: View;
  /** What the placeholders of the change stand for; absent when nothing was replaced in it. */
  readonly placeholders?: Placeholders;
  readonly policy: Policy;
  readonly failOn: FailOn;
  readonly agent: Agent;
  /** Hex digest of a text, for fingerprints. */
  readonly hash: (text: string) => string;
  /** Random per run. */
  readonly fence: string;
  /** Its reason, when it is a GateError, is the reason of what could not be reviewed any more. */
  readonly signal: AbortSignal;
  readonly trail: Trail;
  readonly progress: Progress;
  /** ISO date of the run, for the policy's accepted findings; without it none is accepted. */
  readonly today?: string;
  /** Bytes of hunks in one brief. */
  readonly bundleBytes?: number;
};

/**
 * The review of a prepared agent: one bundle after the other, what the reports prove, the ledger, the verdict.
 * Never throws for what goes wrong with a bundle: what was found before stays, and the rest is `not-reviewed`.
 */
export async function reviewChange(parts: ReviewParts): Promise<ReviewResult> {
  const start = Date.now();
  const plan = planReview(parts.change, parts.policy.review, parts.bundleBytes ?? BUNDLE_BYTES);
  const outcomes = await reviewBundles(plan.bundles, parts);
  const { usage, trouble } = plan.bundles.length > 0 ? await parts.agent.settle() : NOTHING;
  const kept = keepFindings(outcomes, parts);
  const coverage = closeCoverage(parts.change, [
    ...plan.settled,
    ...coverBundles(plan.bundles, failuresOf(outcomes)),
  ]);
  const bundles = outcomes.map(
    ({ report }): BundleResult => (report.outcome === 'reported' ? 'reported' : report.reason),
  );
  const missing = trouble === null || isKnown(trouble, bundles) ? [] : [trouble];
  return {
    ...decideReview({ findings: kept.judged, failOn: parts.failOn, bundles, coverage, missing }),
    findings: kept.shown,
    unshown: kept.unshown,
    dropped: kept.dropped,
    relocated: kept.relocated,
    coverage,
    usage,
    durationMs: Date.now() - start,
    summary: [...summariesOf(outcomes), ...kept.notes, ...replacedNote(parts)].join('\n\n'),
  };
}

const NOTHING: Settled = { usage: { input: 0, output: 0, cached: 0, costUsd: 0 }, trouble: null };

/** A trouble that already ended a bundle is said once, in the words that were nearer to it. */
function isKnown(trouble: Reason, bundles: readonly BundleResult[]): boolean {
  return bundles.some((bundle) => bundle !== 'reported' && bundle.code === trouble.code);
}

type BundleOutcome = { readonly bundle: Bundle; readonly report: BundleReport };

async function reviewBundles(
  bundles: readonly Bundle[],
  parts: ReviewParts,
): Promise<readonly BundleOutcome[]> {
  const outcomes: BundleOutcome[] = [];
  let fatal: Reason | null = null;
  for (const bundle of bundles) {
    if (fatal === null && parts.signal.aborted) fatal = reasonOf(parts.signal.reason);
    if (fatal !== null) {
      outcomes.push({ bundle, report: failed(fatal) });
      continue;
    }
    const report = await reviewOne(bundle, bundles.length, parts).catch((error: unknown) =>
      failed(reasonOf(error)),
    );
    outcomes.push({ bundle, report });
    if (report.outcome === 'failed' && !GOES_ON.has(report.reason.code)) fatal = report.reason;
  }
  return outcomes;
}

/** Troubles of one conversation. After any other one, the next bundle would meet the same. */
const GOES_ON: ReadonlySet<Code> = new Set<Code>([
  'report-invalid',
  'report-too-large',
  'agent-no-answer',
  'agent-stopped-early',
  'agent-output-limit',
  'agent-idle',
]);

async function reviewOne(bundle: Bundle, bundles: number, parts: ReviewParts): Promise<BundleReport> {
  const { agent, trail, progress, signal } = parts;
  const paths = bundle.files.map(({ file }) => file.path);
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`;
  progress.step(
    bundles === 1 ? `Reviewing ${files}` : `Reviewing part ${bundle.number} of ${bundles} (${files})`,
  );
  trail.record({ kind: 'bundle', bundle: bundle.number, paths, bytes: bundle.bytes });
  return unlessAborted(signal, async () => {
    const session = await agent.open(bundle.number);
    try {
      return await reviewBundle(bundle, briefFor(bundle, bundles, session.view, parts), session, trail);
    } finally {
      await session.close();
    }
  });
}

function briefFor(bundle: Bundle, bundles: number, directory: string, parts: ReviewParts): string {
  const { change, fence, policy, view, placeholders } = parts;
  return renderBrief({
    bundle,
    bundles,
    change,
    fence,
    guidance: policy.review.guidance,
    hasPlaceholders: countOf(placeholders) > 0,
    view: { directory, renamed: view.renamed, leftOut: view.leftOut },
  });
}

function failed(reason: Reason): BundleReport {
  return { outcome: 'failed', reason };
}

/** Every finding of every report is anchored, recorded in the trail, and shown or counted. */
function keepFindings(outcomes: readonly BundleOutcome[], parts: ReviewParts) {
  const { hash, today, trail, policy, placeholders } = parts;
  const accept = (found: readonly Finding[]) =>
    today === undefined ? found : acceptFindings(found, [], policy, today);
  const anchored = outcomes.flatMap(({ bundle, report }) =>
    report.outcome === 'reported'
      ? anchorFindings(report.report, filesOf(bundle), hash, placeholders?.replaceKnown)
      : [],
  );
  const selected = selectFindings(anchored, policy.review, accept);
  for (const event of selected.events) trail.record(event);
  return selected;
}

function filesOf(bundle: Bundle) {
  return bundle.files.map(({ file }) => file);
}

function failuresOf(outcomes: readonly BundleOutcome[]): ReadonlyMap<number, string> {
  return new Map(
    outcomes.flatMap(({ bundle, report }) =>
      report.outcome === 'failed' ? [[bundle.number, report.reason.message] as const] : [],
    ),
  );
}

function summariesOf(outcomes: readonly BundleOutcome[]): readonly string[] {
  return outcomes
    .map(({ report }) => (report.outcome === 'reported' ? cleanText(report.report.summary, 2000) : ''))
    .filter((summary) => summary !== '');
}

function countOf(placeholders: Placeholders | undefined): number {
  const counts = Object.values(placeholders?.replaced() ?? {});
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What people must know when they read the findings: the reviewer did not see these values. */
function replacedNote({ placeholders }: ReviewParts): readonly string[] {
  const count = countOf(placeholders);
  if (count === 0) return [];
  const [values, words] =
    count === 1 ? ['credential was', 'a placeholder'] : ['credentials were', 'placeholders'];
  return [`${count} ${values} replaced by ${words} in what the reviewer was given.`];
}
