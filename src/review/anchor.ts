import type { ChangedFile } from '../change/change.ts';
import type { Finding } from '../verdict/finding.ts';
import { fingerprint } from '../verdict/fingerprint.ts';
import { categoryOf } from './category.ts';
import { type ChangedLines, type Found, indexLines, type Place } from './changed-lines.ts';
import { cleanText, safeSuggestion } from './clean-text.ts';
import { LINE_PREFIX } from './hunk-text.ts';
import type { Report, ReportedFinding } from './report.ts';
import { showPathInBrief } from './visible.ts';

/** What became of a reported finding; of a dropped one only what the report called it is left. */
export type Anchored =
  | { readonly became: 'anchored' | 'relocated' | 'file-level'; readonly finding: Finding }
  | {
      readonly became: 'dropped';
      readonly finding: null;
      readonly reported: Pick<ReportedFinding, 'severity' | 'path'>;
    };

type Hash = (text: string) => string;

/**
 * Keeps of a report what can be proven against the change: the evidence must be text of the file's
 * hunks. `files` are the files of the bundle, as the agent was shown them; a path outside of them is dropped, whatever
 * its evidence. `conceal` puts the placeholders of credentials into what names the credential itself.
 */
export function anchorFindings(
  report: Report,
  files: readonly ChangedFile[],
  hash: Hash,
  conceal: (text: string) => string = (text) => text,
): readonly Anchored[] {
  const byShownPath = new Map(files.map((file) => [showPathInBrief(file.path), file]));
  const indexes = new Map<ChangedFile, ChangedLines>();
  return report.findings.map((told) => {
    const reported = { ...told, evidence: conceal(told.evidence) };
    const file = byShownPath.get(reported.path);
    if (file === undefined) return dropped(told);
    const lines = indexes.get(file) ?? indexLines(file);
    indexes.set(file, lines);
    return anchorFinding(reported, file, lines, hash);
  });
}

function dropped({ severity, path }: ReportedFinding): Anchored {
  return { became: 'dropped', finding: null, reported: { severity, path } };
}

function anchorFinding(
  reported: ReportedFinding,
  file: ChangedFile,
  lines: ChangedLines,
  hash: Hash,
): Anchored {
  const { places, all } = findPlaces(reported.evidence, lines);
  const first = places[0];
  if (first === undefined) return dropped(reported);
  const changed = places.filter((place) => place.changed);
  const exact = changed.find((place) => place.startLine === reported.startLine);
  if (exact) return { became: 'anchored', finding: makeFinding(reported, file, exact, hash) };
  const only = all ? onlyPlace(changed) : undefined;
  if (only) return { became: 'relocated', finding: makeFinding(reported, file, only, hash) };
  const whole: Place = { ...first, side: file.headBlob === null ? 'base' : 'head', startLine: 0, endLine: 0 };
  return { became: 'file-level', finding: makeFinding(reported, file, whole, hash) };
}

/** As it was quoted; or, when every line was copied with the brief's own line prefix, without that. */
function findPlaces(evidence: string, lines: ChangedLines): Found {
  const quoted = splitEvidence(evidence);
  const found = lines.find(quoted);
  if (found.places.length > 0 || !quoted.every((line) => LINE_PREFIX.test(line))) return found;
  return lines.find(quoted.map((line) => line.replace(LINE_PREFIX, '')));
}

/** One line feed at the end is how a line ends, not a line of its own. */
function splitEvidence(evidence: string): readonly string[] {
  return (evidence.endsWith('\n') ? evidence.slice(0, -1) : evidence).split('\n');
}

/** A line that was moved is in the head once and in the base once: the head is what gets merged. */
function onlyPlace(changed: readonly Place[]): Place | undefined {
  const head = changed.filter((place) => place.side === 'head');
  const side = head.length > 0 ? head : changed;
  return side.length === 1 ? side[0] : undefined;
}

function makeFinding(reported: ReportedFinding, file: ChangedFile, place: Place, hash: Hash): Finding {
  const category = categoryOf(reported.category);
  const remedy = cleanText(reported.remedy ?? '', 4000);
  const suggestion = suggestionFor(reported, file, place);
  return {
    id: fingerprint(hash, `agent/${category}`, file.path, unnumbered(place.text)),
    source: 'agent',
    rule: 'agent',
    severity: reported.severity,
    confidence: reported.confidence,
    category,
    path: file.path,
    startLine: place.startLine,
    endLine: place.endLine,
    side: place.side,
    title: cleanText(reported.title, 160).replaceAll('\n', ' ') || 'Untitled finding',
    message: cleanText(reported.message, 4000),
    evidence: place.startLine === 0 ? '' : place.text,
    ...(remedy === '' ? {} : { remedy }),
    ...(suggestion === null ? {} : { suggestion }),
  };
}

/** Nobody can apply a line that holds a placeholder; nor may one take the place of the credential. */
function suggestionFor(reported: ReportedFinding, file: ChangedFile, place: Place): string | null {
  if (PLACEHOLDER.test(reported.suggestion ?? '') || PLACEHOLDER.test(place.text)) return null;
  return safeSuggestion(reported, file, place);
}

const PLACEHOLDER = /\[secret \d+: /u;

/** The numbers of placeholders count from the beginning of a run, and mean nothing in the next one. */
function unnumbered(text: string): string {
  return text.replace(/\[secret \d+: /gu, '[secret: ');
}
