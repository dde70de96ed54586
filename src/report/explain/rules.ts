import type { ExplainedRule, Explanation, Spot } from '../../audit/explain/explanation.ts';
import { EFFECTS } from '../../audit/find-escapes.ts';
import { visibleName } from '../escape/visible.ts';
import { type Paint, padded, shortened, widthOf } from '../terminal.ts';

const KEY = 24;
const SHOWN = 400;

/** The rules in OpenCode's order, each with its place and with what has become of it. */
export function ruleLines(
  { rules, evaluation }: Explanation,
  columns: number,
  paint: Paint,
): readonly string[] {
  const shown = rules.slice(-SHOWN);
  const digits = String(rules.length).length;
  const key = Math.max(3, ...shown.map((rule) => widthOf(shortened(visibleName(rule.key), KEY))));
  const spots = shown.map(({ origin }) => renderSpot(origin));
  const patterns = Math.max(...shown.map((rule) => widthOf(visibleName(rule.pattern))));
  // The pattern and the place share what is left; the place is the one that must be whole.
  const free = columns - digits - key - 14;
  const pattern = Math.max(12, Math.min(patterns, free - Math.max(...spots.map(widthOf))));
  return [
    `${paint('bold', "Rules, in OpenCode's order")} ${paint('dim', `(of all that match, the ${DECIDES[evaluation]} decides)`)}`,
    ...(rules.length > SHOWN
      ? [`  the last ${SHOWN} of ${rules.length}; --format json has all of them`]
      : []),
    ...shown.flatMap((rule, index) => {
      const left = `  ${padded(`#${rule.number}`, digits + 1)}  ${padded(rule.action, 5)}  ${padded(shortened(visibleName(rule.key), KEY), key)}`;
      const line = `${left}  ${padded(shortened(visibleName(rule.pattern), pattern), pattern)}  ${spots[index] ?? ''}`;
      const note = noteFor(rule, evaluation);
      const isPlain = rule.state === 'decides' && rule.origin !== null;
      const text = isPlain ? line : paint('dim', line);
      return note === '' ? [text] : [text, paint('yellow', `  ${' '.repeat(digits + 1)}  ${note}`)];
    }),
  ];
}

const DECIDES: Readonly<Record<Explanation['evaluation'], string>> = {
  'last-match': 'last one',
  'longest-pattern': 'longest pattern',
};

/** Only of written rules: what OpenCode builds in is there to be overridden. */
function noteFor(
  { state, by, origin, escape }: ExplainedRule,
  evaluation: Explanation['evaluation'],
): string {
  if (escape !== null)
    return `^ also lets through "${visibleName(escape.command)}", which ${EFFECTS[escape.effect]}`;
  if (origin === null || state === 'decides') return '';
  if (state === 'dead') return '^ without effect: OpenCode never asks for this key';
  const wins = evaluation === 'last-match' ? 'comes later' : 'wins over it';
  return `^ never decides${by === null ? '' : `: #${by} ${wins} and matches all of it`}`;
}

/** `.opencode/agent/a.md:4:3`, as terminals and editors understand it. */
function renderSpot(spot: Spot | null): string {
  return spot === null ? 'built-in' : `${visibleName(spot.path)}:${spot.line}:${spot.column}`;
}
