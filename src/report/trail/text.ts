import { countsOf, placeOf, policyText, type Tone, toneOf } from '../../trail/describe-event.ts';
import type { TrailDigest } from '../../trail/digest.ts';
import { SEVERITIES } from '../../verdict/finding.ts';
import { breakCommands } from '../escape/log-safe.ts';
import { counted } from '../place.ts';
import { type Paint, painter, type Style } from '../terminal.ts';
import { sheet } from './sheet.ts';

export type TrailTextSettings = {
  readonly colour?: boolean;
  /** The width of the terminal; 100 unless it is known. */
  readonly columns?: number;
};

/** A trail for people: what was judged and by what, what happened when, what was refused, and how it ended. */
export function renderTrail(
  digest: TrailDigest,
  { colour = false, columns = 100 }: TrailTextSettings = {},
): string {
  const paint = painter(colour);
  const lines = [
    ...headLines(digest, columns, paint),
    ...timelineLines(digest, columns, paint),
    ...bundleLines(digest, columns, paint),
    ...refusedLines(digest, columns, paint),
    ...findingLines(digest, columns, paint),
    ...totalLines(digest, columns, paint),
    ...endLines(digest, columns, paint),
  ];
  return `${breakCommands(lines.join('\n'))}\n`;
}

const STYLES: Readonly<Record<Tone, Style | null>> = {
  plain: null,
  good: 'green',
  bad: 'red',
  warn: 'yellow',
};

function headLines(digest: TrailDigest, columns: number, paint: Paint): readonly string[] {
  const { change, policy, versions, sha256, begin, verdict } = digest;
  const out = sheet(columns, paint, 10);
  out.row('judged', change === null ? 'unknown: the change was not read' : judgedText(change));
  const ms = verdict?.ms === undefined ? '' : `, ${seconds(verdict.ms)}`;
  out.row('when', begin === null ? 'unknown' : `${begin}${ms}`);
  out.row('policy', policy === null ? 'unknown: it was not read' : policyText(policy));
  out.row(
    'versions',
    listOf(versions, (version) => version),
  );
  out.row('sha256', listOf(sha256, short));
  return out.lines;
}

function judgedText({ head, base, files, hunks }: NonNullable<TrailDigest['change']>): string {
  return `${short(head)} against ${short(base)} (${counted(files, 'file')}, ${counted(hunks, 'hunk')})`;
}

function listOf(values: Readonly<Record<string, string>>, show: (value: string) => string): string {
  const all = Object.entries(values).map(([name, value]) => `${name} ${show(value)}`);
  return all.length === 0 ? 'not recorded' : all.join(', ');
}

function short(hash: string): string {
  return hash.slice(0, 12);
}

function timelineLines({ timeline }: TrailDigest, columns: number, paint: Paint): readonly string[] {
  const out = sheet(columns, paint, 22);
  out.title('Timeline');
  for (const { at, what, text, tone } of timeline.list) {
    const time = at === null ? '' : `+${seconds(at)}`;
    out.row(`${time.padStart(10)}  ${what}`, text, STYLES[tone]);
  }
  out.more(timeline.leftOut, 'event');
  return out.lines;
}

function bundleLines({ bundles }: TrailDigest, columns: number, paint: Paint): readonly string[] {
  if (bundles.list.length === 0) return [];
  const out = sheet(columns, paint, 12);
  out.title('Bundles');
  for (const { bundle, files, turns, outcome, ms, tools, failed } of bundles.list) {
    const used = tools.told();
    const calls = used.total === 0 ? 'no tool calls' : `tools: ${countsOf(used.names)}`;
    const bad = failed === 0 ? '' : ` (${failed} failed)`;
    const text = `${counted(files, 'file')}, ${counted(turns, 'turn')}, ${seconds(ms)}, ${outcome || 'no answer'}; ${calls}${bad}`;
    out.row(String(bundle), text, outcome === 'answered' ? null : 'yellow');
  }
  out.more(bundles.leftOut, 'bundle');
  return out.lines;
}

function refusedLines(
  { permissions, unknown }: TrailDigest,
  columns: number,
  paint: Paint,
): readonly string[] {
  const out = sheet(columns, paint, 12);
  const { refused, given } = permissions;
  if (refused.total + given.total > 0) {
    out.title(`Permissions that OpenCode was asked for: ${given.total} given, ${refused.total} refused`);
    for (const [name, times] of Object.entries(refused.names))
      out.row(`${times} ×`, `refused: ${name}`, 'red');
    out.more(refused.others, 'refusal');
    for (const [name, times] of Object.entries(given.names))
      out.row(`${times} ×`, `given by the rule ${name}`);
    out.more(given.others, 'permission');
  }
  if (unknown.total > 0) {
    out.title(`${counted(unknown.total, 'event')} of a kind that this version does not know`);
    for (const [name, times] of Object.entries(unknown.names)) out.row(`${times} ×`, name, 'yellow');
    out.more(unknown.others, 'event');
  }
  return out.lines;
}

function findingLines({ findings }: TrailDigest, columns: number, paint: Paint): readonly string[] {
  if (findings.list.length === 0) return [];
  const out = sheet(columns, paint, 12);
  const rank = (severity: string) => {
    const at = SEVERITIES.findIndex((one) => one === severity);
    return at < 0 ? SEVERITIES.length : at;
  };
  out.title('Findings, and what became of them');
  for (const one of findings.list.toSorted((a, b) => rank(a.severity) - rank(b.severity))) {
    const id = one.id === '' ? '' : ` (${short(one.id)})`;
    out.row(one.severity, `${placeOf(one)} ${one.rule}: ${one.became}${id}`.trim());
  }
  out.more(findings.leftOut, 'finding');
  return out.lines;
}

function totalLines(digest: TrailDigest, columns: number, paint: Paint): readonly string[] {
  const { calls, rungs, publications, secrets, lines } = digest;
  const out = sheet(columns, paint, 12);
  out.title('Totals');
  const asked = calls.forwarded + calls.refused + calls.failed;
  const cost = calls.costUsd > 0 ? `$${calls.costUsd.toFixed(4)}` : 'no price known';
  out.row(
    'model',
    `${counted(asked, 'call')}: ${calls.forwarded} answered, ${calls.refused} refused, ${calls.failed} failed; ${calls.input.toLocaleString('en-US')} tokens in (${calls.cached.toLocaleString('en-US')} cached), ${calls.output.toLocaleString('en-US')} out; ${cost}`,
    calls.refused > 0 ? 'red' : null,
  );
  const proven = rungs.list.filter(({ passed }) => passed).map(({ rung }) => rung);
  out.row(
    'sandbox',
    proven.length > 0 ? proven.join(', ') : rungs.list.length > 0 ? 'none was proven' : 'none was needed',
  );
  if (Object.keys(secrets).length > 0) out.row('secrets', `replaced: ${countsOf(secrets)}`);
  const failed = publications.list
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ surface }) => surface);
  const names = [...new Set(publications.list.map(({ surface }) => surface))].join(', ');
  out.row(
    'published',
    failed.length > 0 ? `failed: ${failed.join(', ')}` : names || 'nothing',
    failed.length > 0 ? 'red' : null,
  );
  out.row('trail', counted(lines, 'line'));
  return out.lines;
}

function endLines(
  { verdict, broken, isCutOff }: TrailDigest,
  columns: number,
  paint: Paint,
): readonly string[] {
  const out = sheet(columns, paint, 12);
  out.gap();
  if (broken > 0)
    out.row(
      'BROKEN',
      `${counted(broken, 'line')} of this trail could not be read${isCutOff ? '; the last one is cut off' : ''}.`,
      'red',
    );
  if (verdict === null) {
    out.row(
      'NO VERDICT',
      'This run did not end with a verdict: it was ended from outside, or the trail is not whole. Nothing was proven.',
      'red',
    );
    return out.lines;
  }
  out.row('verdict', verdict.verdict, STYLES[toneOf(verdict.verdict)]);
  for (const { code, message } of verdict.reasons.slice(0, 50)) out.row('', `${code}: ${message}`);
  return out.lines;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
