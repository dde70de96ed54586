import { counted } from '../report/place.ts';
import type { Counted, counter } from './bounded.ts';
import type { ToldEvent } from './parse-line.ts';

export type Tone = 'plain' | 'good' | 'bad' | 'warn';
export type Described = { readonly what: string; readonly text: string; readonly tone: Tone };

/** A stretch in which nothing was refused and nothing failed. */
export type Work = {
  calls: number;
  input: number;
  output: number;
  readonly tools: ReturnType<typeof counter>;
  failed: number;
  allowed: number;
};

/** One event as a row of the timeline. */
export function describeEvent(event: Exclude<ToldEvent, { kind: 'finding' }>): Described {
  if (isAsked(event)) return tried(event);
  switch (event.kind) {
    case 'run-start':
    case 'policy':
    case 'change':
      return beginning(event);
    case 'secrets':
      return { what: 'secrets', text: `replaced by placeholders: ${countsOf(event.replaced)}`, tone: 'warn' };
    case 'rung':
      return rungRow(event);
    case 'bundle':
      return plain('bundle', `${event.bundle}: ${counted(event.paths.length, 'file')}, ${event.bytes} bytes`);
    case 'turn':
      return turnRow(event);
    case 'acceptance':
      return acceptanceRow(event);
    case 'publication':
    case 'verdict':
      return endingRow(event);
  }
}

export function describeFindings({ names, total }: Counted): Described {
  return plain('findings', `${total}: ${countsOf(names)}`);
}

export function describeWork({ calls, input, output, tools, failed, allowed }: Work): string {
  const used = tools.told();
  const parts = [
    calls === 0 ? '' : `${counted(calls, 'model call')} (${input} tokens in, ${output} out)`,
    used.total === 0 ? '' : `tools: ${countsOf(used.names)}${failed === 0 ? '' : ` (${failed} failed)`}`,
    allowed === 0 ? '' : `${counted(allowed, 'permission')} given`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** `a 1, b 2`. */
export function countsOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
}

export function placeOf({ path = '', line }: Extract<ToldEvent, { kind: 'finding' }>): string {
  return line === undefined ? path : `${path}:${line}`;
}

export function toneOf(verdict: string): Tone {
  if (verdict === 'pass') return 'good';
  return verdict === 'block' ? 'bad' : 'warn';
}

export function policyText({ from, path, sha256 }: Extract<ToldEvent, { kind: 'policy' }>): string {
  if (from === 'default') return 'none; safe defaults held';
  const place = from === 'base' ? `${path} of the base commit` : 'a file named on the command line';
  return `${place}${sha256 === undefined ? '' : `, sha256 ${sha256.slice(0, 12)}`}`;
}

function beginning(event: Extract<ToldEvent, { kind: 'run-start' | 'policy' | 'change' }>): Described {
  if (event.kind === 'run-start') return plain('start', namesOf(event.versions));
  if (event.kind === 'policy') return plain('policy', policyText(event));
  return plain('change', `${counted(event.files, 'file')}, ${counted(event.hunks, 'hunk')}`);
}

function plain(what: string, text: string): Described {
  return { what, text, tone: 'plain' };
}

function namesOf(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function rungRow({ rung, passed, checks, why, ms }: Extract<ToldEvent, { kind: 'rung' }>): Described {
  const all = Object.entries(checks);
  const failed = all.filter(([, holds]) => !holds).map(([name]) => name);
  const result = passed ? 'proven' : 'not proven';
  const missing = failed.length === 0 ? '' : `; failed: ${failed.slice(0, 20).join(', ')}`;
  const text = `${rung} ${result}, ${all.length - failed.length} of ${all.length} checks, ${Math.round(ms)} ms${missing}${why === undefined ? '' : `; ${why}`}`;
  return { what: 'sandbox', text, tone: passed ? 'good' : 'warn' };
}

function turnRow({ bundle, turn, outcome, ms }: Extract<ToldEvent, { kind: 'turn' }>): Described {
  const text = `bundle ${bundle}, turn ${turn}: ${outcome} after ${(ms / 1000).toFixed(1)} s`;
  return { what: 'turn', text, tone: outcome === 'answered' ? 'good' : 'bad' };
}

function acceptanceRow(event: Extract<ToldEvent, { kind: 'acceptance' }>): Described {
  const { who, by, role, fingerprint, commit, outcome, why } = event;
  const as = role === undefined ? '' : ` (${role})`;
  const what = `${fingerprint.slice(0, 12)} at ${commit.slice(0, 12)}`;
  const text = `${who}${as} by ${by}: ${what}, ${outcome}${why === undefined ? '' : `: ${why}`}`;
  return { what: 'accept', text, tone: outcome === 'counts' ? 'warn' : 'plain' };
}

function endingRow(event: Extract<ToldEvent, { kind: 'publication' | 'verdict' }>): Described {
  if (event.kind === 'verdict') return { what: 'verdict', text: event.verdict, tone: toneOf(event.verdict) };
  const { surface, outcome, count, why } = event;
  const text = `${surface} ${outcome}, ${count}${why === undefined ? '' : `: ${why}`}`;
  return { what: 'publish', text, tone: outcome === 'failed' ? 'bad' : 'plain' };
}

type Asked = Extract<ToldEvent, { kind: 'model-call' | 'permission' | 'tool-call' }>;

function isAsked(event: ToldEvent): event is Asked {
  return event.kind === 'model-call' || event.kind === 'permission' || event.kind === 'tool-call';
}

/** What was asked for and not given. */
function tried(event: Asked): Described {
  if (event.kind === 'tool-call') return plain('tool', `${event.tool} ${event.arguments}: ${event.outcome}`);
  if (event.kind === 'model-call') {
    const why = event.why === undefined ? '' : `: ${event.why}`;
    return {
      what: event.decision === 'refused' ? 'REFUSED' : event.decision,
      text: `model call ${event.route}${why}`,
      tone: 'bad',
    };
  }
  const by = event.rule === undefined ? '' : ` (rule ${event.rule})`;
  const text = `permission ${event.permission} ${event.pattern}: ${event.action}${by}`;
  return { what: 'REFUSED', text, tone: 'bad' };
}
