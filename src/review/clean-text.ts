import type { ChangedFile } from '../change/change.ts';
import type { Place } from './changed-lines.ts';
import type { ReportedFinding } from './report.ts';
import { isPlain, showUnseen } from './visible.ts';

/**
 * Foreign prose as a finding carries it: no character that cannot be seen (line feeds and tabs stay), at most `cap`
 * UTF-16 units. Encoding for a surface is the business of report/.
 */
export function cleanText(text: string, cap: number): string {
  const cut = text.length > cap ? `${text.slice(0, cap - 1)}…` : text;
  return cut.replaceAll('\r\n', '\n').split('\n').map(showUnseen).join('\n').trim();
}

const MAX_SUGGESTION = 4096;
/** Files where a committed suggestion would change what runs or what judges. */
const NEVER_SUGGEST = /^\.github\/|(^|\/)(\.opencode\/|opencode\.jsonc?$|AGENTS\.md$|CLAUDE\.md$)/;

/**
 * The suggestion, or null when it must not be shown: it replaces exactly the quoted lines of the head, so it is only
 * kept where the agent's range and the evidence agree, and where nothing in it is hidden or out of proportion.
 */
export function safeSuggestion(reported: ReportedFinding, file: ChangedFile, place: Place): string | null {
  const { suggestion, startLine, endLine } = reported;
  if (suggestion === undefined || place.side !== 'head' || place.startLine === 0) return null;
  if (suggestion.length > MAX_SUGGESTION || !isPlain(suggestion)) return null;
  if (endLine !== undefined && endLine - startLine !== place.endLine - place.startLine) return null;
  if (suggestion === place.text || NEVER_SUGGEST.test(file.path)) return null;
  return suggestion;
}
