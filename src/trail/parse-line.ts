import { z } from 'zod';
import { cut } from '../report/cut.ts';

/** A string of a trail: foreign, and longer than anybody reads. */
const text = z.string().transform((value) => cut(value, 400));
const count = z.number().nonnegative();
const t = z.iso.datetime().optional();
const reasons = z.array(z.object({ code: text, message: text }));
const tokens = z.object({ input: count, output: count, cached: count });
const texts = z.record(text, text).transform((all) => Object.fromEntries(Object.entries(all).slice(0, 50)));

const EVENT = z.discriminatedUnion('kind', [
  z.object({ t, kind: z.literal('run-start'), versions: texts, sha256: texts }),
  z.object({ t, kind: z.literal('policy'), from: text, path: text, sha256: text.optional() }),
  z.object({
    t,
    kind: z.literal('change'),
    base: text,
    head: text,
    tip: text.optional(),
    files: count,
    hunks: count,
  }),
  z.object({ t, kind: z.literal('secrets'), replaced: z.record(text, count) }),
  z.object({
    t,
    kind: z.literal('rung'),
    rung: text,
    passed: z.boolean(),
    checks: z.record(text, z.boolean()),
    why: text.optional(),
    ms: count,
  }),
  z.object({
    t,
    kind: z.literal('model-call'),
    route: text,
    decision: z.enum(['forwarded', 'refused', 'failed']),
    why: text.optional(),
    status: z.number().optional(),
    bytesIn: count,
    bytesOut: count,
    tokens: tokens.optional(),
    costUsd: count.optional(),
    ms: count,
  }),
  z.object({ t, kind: z.literal('bundle'), bundle: count, paths: z.array(text), bytes: count }),
  z.object({ t, kind: z.literal('turn'), bundle: count, turn: count, outcome: text, ms: count }),
  z.object({ t, kind: z.literal('tool-call'), bundle: count, tool: text, outcome: text, arguments: text }),
  z.object({
    t,
    kind: z.literal('permission'),
    permission: text,
    pattern: text,
    action: text,
    rule: text.optional(),
    bundle: count.optional(),
  }),
  z.object({
    t,
    kind: z.literal('finding'),
    id: text,
    source: text,
    rule: text,
    severity: text,
    became: text,
    path: text.optional(),
    line: count.optional(),
  }),
  z.object({
    t,
    kind: z.literal('acceptance'),
    by: text,
    who: text,
    role: text.optional(),
    fingerprint: text,
    commit: text,
    outcome: text,
    why: text.optional(),
  }),
  z.object({
    t,
    kind: z.literal('publication'),
    surface: text,
    outcome: text,
    count,
    why: text.optional(),
  }),
  z.object({ t, kind: z.literal('verdict'), verdict: text, reasons, ms: count.optional() }),
]);

/** One event as a file tells it: its strings are foreign, its numbers are numbers. */
export type ToldEvent = z.output<typeof EVENT>;

/** What one line of a trail is. */
export type TrailLine =
  | { readonly is: 'event'; readonly event: ToldEvent }
  /** An object with a kind that this version does not know. */
  | { readonly is: 'unknown'; readonly kind: string }
  | { readonly is: 'broken' };

const KINDS: ReadonlySet<string> = new Set(EVENT.options.map(({ shape }) => shape.kind.value));
const NAMED = z.object({ kind: text });

/** One line of a trail file, which may come from anywhere. */
export function parseTrailLine(line: string): TrailLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { is: 'broken' };
  }
  const parsed = EVENT.safeParse(value);
  if (parsed.success) return { is: 'event', event: parsed.data };
  const named = NAMED.safeParse(value);
  if (!named.success || KINDS.has(named.data.kind)) return { is: 'broken' };
  return { is: 'unknown', kind: named.data.kind };
}
