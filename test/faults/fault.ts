import type { Responder, Scenario } from '../../src/demo/model/conversations.ts';
import type { Code } from '../../src/errors.ts';
import type { Fake } from './fake-opencode.ts';
import type { Live } from './live.ts';
import type { Place } from './place.ts';

export const AREAS = [
  'OpenCode',
  'Model',
  'Report',
  'Anchoring',
  'Machine',
  'Ending',
  'Use',
  'Control',
] as const;
export type Area = (typeof AREAS)[number];

/** How one run of the command line differs from an ordinary review that passes. */
export type Setting = {
  /** What the scripted model (no model) answers; without one, a valid report without findings. */
  readonly model?: Scenario | Responder;
  /** A program that takes OpenCode's place in the sandbox. */
  readonly opencode?: Fake;
  /** Flags of `review`: other values, more of them, or null for one that is not given. */
  readonly flags?: Readonly<Record<string, string | null>>;
  /** Takes the place of the whole command line. */
  readonly args?: readonly string[];
  /** The committed bundle, or a copy of it with other packages beside it. */
  readonly dist?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command that starts the command line in another surrounding: `outer … node cli review …`. */
  readonly under?: readonly string[];
  /** What standard output is: read to its end (the default), a pipe that nobody reads, or a file. */
  readonly stdout?: 'read' | 'gone' | `/${string}`;
  /** Nobody reads standard error. */
  readonly stderr?: 'gone';
  /** What happens while the run is under way. */
  readonly meanwhile?: (live: Live) => Promise<unknown>;
};

/** What the run must come to. */
export type Expected = {
  readonly exit: 0 | 1 | 2 | 'SIGKILL';
  /** The verdict that is printed; null where nothing can be printed, or where no run came about. */
  readonly verdict: 'pass' | 'block' | 'inconclusive' | null;
  /** The first reason; null for a plain pass. */
  readonly code: Code | null;
  /** Further reasons, apart from the coverage that is missing after any fault. */
  readonly also?: readonly Code[];
  readonly says: RegExp;
  /** Findings that were dropped, moved to their evidence, or kept, where the row is about them. */
  readonly dropped?: number;
  readonly relocated?: number;
  readonly findings?: number;
  /** The lines of the head on which findings are shown; 0 for the file as a whole. */
  readonly lines?: readonly number[];
  /** Milliseconds from the last thing that `meanwhile` did to the end of the run. */
  readonly within?: number;
  /** What it comes to instead where the surrounding cannot be made by root. */
  readonly asUser?: Pick<Expected, 'code' | 'says'>;
  /** Nobody was left who could remove the run's private directory. */
  readonly leaves?: true;
};

export type Fault = {
  readonly area: Area;
  readonly title: string;
  readonly expected: Expected;
  readonly setting: (place: Place) => Setting;
};

/** Rows of one area: each with what it is, what it must come to, and what is different. */
export function rowsOf(area: Area, rows: readonly Row[]): readonly Fault[] {
  return rows.map(([title, expected, setting]) => ({
    area,
    title,
    expected: { exit: 2, verdict: 'inconclusive', ...expected },
    setting: typeof setting === 'function' ? setting : () => setting,
  }));
}

export type Row = readonly [
  title: string,
  expected: Partial<Expected> & Pick<Expected, 'code' | 'says'>,
  setting: Setting | ((place: Place) => Setting),
];
