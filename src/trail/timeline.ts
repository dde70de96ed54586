import { type Bounded, bounded, counter } from './bounded.ts';
import { describeEvent, describeFindings, describeWork, type Tone, type Work } from './describe-event.ts';
import type { ToldEvent } from './parse-line.ts';

/** One thing that happened. Its texts are foreign and not encoded yet; `at` is milliseconds since the first event. */
export type TimelineRow = {
  readonly at: number | null;
  readonly what: string;
  readonly text: string;
  readonly tone: Tone;
};

export type Timeline = Bounded<TimelineRow>;

/** So many rows are kept; an ordinary run has some thirty. */
const ROWS = 400;

/**
 * What happened, in its order. Answered model calls, finished tool calls and permissions that were given follow each
 * other in great numbers, and so do findings: until anything else happens they are one row.
 */
export function openTimeline() {
  const rows = bounded<TimelineRow>(ROWS);
  let first: number | null = null;
  let work: (Work & { readonly at: number | null }) | null = null;

  const atOf = ({ t }: ToldEvent): number | null => {
    const time = t === undefined ? Number.NaN : Date.parse(t);
    if (Number.isNaN(time)) return null;
    first ??= time;
    return Math.max(0, time - first);
  };

  let found: { readonly at: number | null; readonly severities: ReturnType<typeof counter> } | null = null;

  const endWork = (): void => {
    if (work !== null) rows.add({ at: work.at, what: 'agent', text: describeWork(work), tone: 'plain' });
    work = null;
  };
  const endFindings = (): void => {
    if (found !== null) rows.add({ at: found.at, ...describeFindings(found.severities.told()) });
    found = null;
  };

  return {
    add(event: ToldEvent): void {
      const at = atOf(event);
      if (isWork(event)) {
        endFindings();
        work ??= { at, calls: 0, input: 0, output: 0, tools: counter(20), failed: 0, allowed: 0 };
        addWork(work, event);
        return;
      }
      endWork();
      if (event.kind === 'finding') {
        found ??= { at, severities: counter(10) };
        found.severities.add(event.severity);
        return;
      }
      endFindings();
      rows.add({ at, ...describeEvent(event) });
    },
    finish(): Timeline {
      endWork();
      endFindings();
      return rows.told();
    },
  };
}

function isWork(event: ToldEvent): boolean {
  if (event.kind === 'tool-call') return true;
  if (event.kind === 'model-call') return event.decision === 'forwarded';
  return event.kind === 'permission' && event.action === 'allow';
}

function addWork(work: Work, event: ToldEvent): void {
  if (event.kind === 'model-call') {
    work.calls += 1;
    work.input += event.tokens?.input ?? 0;
    work.output += event.tokens?.output ?? 0;
  } else if (event.kind === 'permission') work.allowed += 1;
  else if (event.kind === 'tool-call') {
    work.tools.add(event.tool);
    if (event.outcome !== 'completed') work.failed += 1;
  }
}
