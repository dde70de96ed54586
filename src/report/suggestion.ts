import { isAsset } from '../opencode/asset.ts';
import type { Finding } from '../verdict/finding.ts';
import type { CommentPlace } from './comment-place.ts';
import { UNSEEN } from './escape/visible.ts';

/** UTF-16 units; more than anyone reads before a click. */
const MOST_UNITS = 4_096;

/** What decides who may do what; `.github` has the workflows and, by default, the policy. */
const GUARDS = /(?:^|\/)(?:\.github\/|\.gitlab\/|CODEOWNERS$|review-gate\.jsonc?$)/iu;

/** Stands for a credential that was taken out: nobody could apply it. */
const MARKS = /\[redacted\]|\[secret(?:\]| \d+: )/u;

/** A line that begins as an order to some bot does. */
const ORDER = /^[^\S\n]*(?:\/[a-z][\w-]*(?:\s|$)|@[\w-]+(?:\[bot\])?[^\S\n]+\S)/imu;

/** A name that is called in the middle of a line, as in a comment: bots look for it in the source of a text. */
const MENTION = /^[^\S\n]*\S[^\n]*?[^\S\n]@[\w-]+(?:\[bot\])?(?=[\s.,:;!?]|$)/mu;

/** Words of documentation comments that look like one. */
const TAGS =
  /^[^\S\n]*\/?\*+[^\S\n]+@(?:default|deprecated|example|override|param|private|public|returns?|see|template|throws|type)\b/gmu;

/**
 * A block that replaces the commented lines with one click of a person, or the empty text when that is no safe offer.
 * Lines that decide what agents or workflows may do are only ever rewritten by a rule, whose offers take rights away.
 */
export function suggestionBlock(finding: Finding, place: CommentPlace | null): string {
  const { suggestion } = finding;
  if (suggestion === undefined || place === null || !isOffer(finding, suggestion, place)) return '';
  const longest = (suggestion.match(/`+/gu) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}suggestion\n${suggestion === '' ? '' : `${suggestion}\n`}${fence}`;
}

function isOffer(
  { source, path, side, evidence }: Finding,
  suggestion: string,
  place: CommentPlace,
): boolean {
  if (side !== 'head' || place.side !== 'RIGHT' || !place.isWhole) return false;
  if (suggestion.length > MOST_UNITS || suggestion === evidence) return false;
  if (suggestion.replace(/[\n\t]/gu, '').search(UNSEEN) >= 0) return false;
  if (MARKS.test(suggestion) || isOrder(suggestion)) return false;
  return source === 'rule' || !(GUARDS.test(path) || isAsset(path));
}

function isOrder(suggestion: string): boolean {
  return ORDER.test(suggestion) || MENTION.test(suggestion.replace(TAGS, ''));
}
