import { type Bounded, bounded, type Counted, counter } from './bounded.ts';
import type { ToldEvent, TrailLine } from './parse-line.ts';
import { openTimeline, type Timeline } from './timeline.ts';

type Of<Kind extends ToldEvent['kind']> = Extract<ToldEvent, { kind: Kind }>;

/** What a trail tells, for people and for programs. Every text in it is foreign; its size has a bound. */
export type TrailDigest = {
  readonly lines: number;
  /** Lines that are no event: broken, cut off, or too long. */
  readonly broken: number;
  /** The last line has no end: whoever wrote it was stopped, or the file was cut. */
  readonly isCutOff: boolean;
  /** Lines of kinds that this version does not know. */
  readonly unknown: Counted;
  readonly begin: string | null;
  readonly end: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly sha256: Readonly<Record<string, string>>;
  readonly policy: Of<'policy'> | null;
  readonly change: Of<'change'> | null;
  readonly secrets: Readonly<Record<string, number>>;
  readonly rungs: Bounded<Of<'rung'>>;
  readonly bundles: Bounded<BundleDigest>;
  readonly calls: CallsDigest;
  /** Given ones by the rule that decided, refused ones by what was asked for. */
  readonly permissions: { readonly given: Counted; readonly refused: Counted };
  readonly findings: Bounded<Of<'finding'>>;
  readonly publications: Bounded<Of<'publication'>>;
  readonly timeline: Timeline;
  readonly verdict: Of<'verdict'> | null;
};

export type BundleDigest = {
  readonly bundle: number;
  files: number;
  turns: number;
  outcome: string;
  ms: number;
  readonly tools: ReturnType<typeof counter>;
  failed: number;
};

export type CallsDigest = {
  forwarded: number;
  refused: number;
  failed: number;
  input: number;
  output: number;
  cached: number;
  costUsd: number;
  ms: number;
};

/** Takes a trail line by line; what is kept does not grow with it. */
export function openDigest() {
  const unknown = counter(50);
  const given = counter(50);
  const refused = counter(100);
  const rungs = bounded<Of<'rung'>>(50);
  const bundles = bounded<BundleDigest>(200);
  const findings = bounded<Of<'finding'>>(500);
  const publications = bounded<Of<'publication'>>(50);
  const timeline = openTimeline();
  const byNumber = new Map<number, BundleDigest>();
  const calls = { forwarded: 0, refused: 0, failed: 0, input: 0, output: 0, cached: 0, costUsd: 0, ms: 0 };
  let state: Pick<TrailDigest, 'begin' | 'end' | 'policy' | 'change' | 'secrets' | 'verdict'> &
    Pick<TrailDigest, 'versions' | 'sha256'> = NOTHING;
  let [lines, broken] = [0, 0];

  const bundleOf = (bundle: number): BundleDigest => {
    const before = byNumber.get(bundle);
    if (before !== undefined) return before;
    const one = { bundle, files: 0, turns: 0, outcome: '', ms: 0, tools: counter(30), failed: 0 };
    if (bundles.add(one)) byNumber.set(bundle, one);
    return one;
  };

  /** What is one of its kind: the last one counts. */
  const takeState = (event: ToldEvent): void => {
    if (event.kind === 'run-start') {
      const versions = merged(state.versions, event.versions);
      state = { ...state, versions, sha256: merged(state.sha256, event.sha256) };
    } else if (event.kind === 'policy') state = { ...state, policy: event };
    else if (event.kind === 'change') state = { ...state, change: event };
    else if (event.kind === 'secrets') state = { ...state, secrets: event.replaced };
    else if (event.kind === 'verdict') state = { ...state, verdict: event };
  };

  const takeBundle = (event: ToldEvent): void => {
    if (event.kind === 'bundle') bundleOf(event.bundle).files = event.paths.length;
    else if (event.kind === 'turn') {
      const one = bundleOf(event.bundle);
      one.turns += 1;
      one.ms += event.ms;
      one.outcome = event.outcome;
    } else if (event.kind === 'tool-call') {
      const one = bundleOf(event.bundle);
      one.tools.add(event.tool);
      if (event.outcome !== 'completed') one.failed += 1;
    }
  };

  const takeList = (event: ToldEvent): void => {
    if (event.kind === 'rung') rungs.add(event);
    else if (event.kind === 'finding') findings.add(event);
    else if (event.kind === 'publication') publications.add(event);
    else if (event.kind === 'model-call') addCall(calls, event);
    else if (event.kind === 'permission') {
      if (event.action === 'allow') given.add(event.rule ?? event.permission);
      else refused.add(`${event.permission} ${event.pattern}`.trim());
    }
  };

  return {
    add(line: TrailLine): void {
      lines += 1;
      if (line.is === 'broken') broken += 1;
      else if (line.is === 'unknown') unknown.add(line.kind);
      else {
        const { event } = line;
        const { t } = event;
        if (t !== undefined) state = { ...state, begin: state.begin ?? t, end: t };
        takeState(event);
        takeBundle(event);
        takeList(event);
        timeline.add(event);
      }
    },
    finish(isCutOff: boolean): TrailDigest {
      return {
        lines,
        broken,
        isCutOff,
        unknown: unknown.told(),
        ...state,
        rungs: rungs.told(),
        bundles: bundles.told(),
        calls,
        permissions: { given: given.told(), refused: refused.told() },
        findings: findings.told(),
        publications: publications.told(),
        timeline: timeline.finish(),
      };
    },
  };
}

const NOTHING = {
  begin: null,
  end: null,
  versions: {},
  sha256: {},
  policy: null,
  change: null,
  secrets: {},
  verdict: null,
} as const;

/** A run has two beginnings; a file that has a million of them must not make this grow. */
function merged(before: TrailDigest['versions'], more: TrailDigest['versions']): TrailDigest['versions'] {
  return Object.fromEntries(Object.entries({ ...before, ...more }).slice(0, 100));
}

function addCall(calls: CallsDigest, { decision, tokens, costUsd = 0, ms }: Of<'model-call'>): void {
  calls[decision] += 1;
  calls.input += tokens?.input ?? 0;
  calls.output += tokens?.output ?? 0;
  calls.cached += tokens?.cached ?? 0;
  calls.costUsd += costUsd;
  calls.ms += ms;
}
