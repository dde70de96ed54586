import type { ExplainedKey, ExplainedRule, Explanation } from '../../audit/explain/explanation.ts';
import { visibleName } from '../escape/visible.ts';
import { type Paint, padded, type Style, shortened, widthOf } from '../terminal.ts';

const KEY = 28;
const DEFAULT = ' (the policy sets no ceiling; for comparison, the default one)';
const NUMBERS = 6;
const NOTES = 3;

/** One line for each key: the answer, the ceiling, and the rules that decide with their places. */
export function keyLines(
  { keys, rules, ceiling }: Explanation,
  columns: number,
  paint: Paint,
): readonly string[] {
  const names = keys.map(({ key }) => shortened(visibleName(key), KEY));
  const answers = keys.map(answerOf);
  const [name, answer] = [names, answers].map((texts) => Math.max(6, ...texts.map(widthOf)));
  const head = `  ${padded('key', name ?? 0)}  ${padded('answer', answer ?? 0)}  ceiling  decided by`;
  return [
    `${paint('bold', 'What it may do')}${ceiling === 'policy' ? '' : paint('dim', DEFAULT)}`,
    paint('dim', head),
    ...keys.flatMap((key, index) => {
      const left = `  ${padded(names[index] ?? '', name ?? 0)}  `;
      const middle = paint(styleOf(key), padded(answers[index] ?? '', answer ?? 0));
      const line = `${left}${middle}  ${padded(key.ceiling, 7)}  ${placesOf(key.decidedBy, rules)}`;
      return [line, ...notesFor(key, rules, columns).map((note) => paint('red', note))];
    }),
  ];
}

function answerOf({ answer, tool }: ExplainedKey): string {
  return tool === 'hidden' ? `${answer} (hidden)` : answer;
}

function styleOf({ answer, above }: ExplainedKey): Style {
  if (above.length > 0) return 'red';
  return answer === 'deny' ? 'green' : 'bold';
}

/** `#4 #5 opencode.json:3,4`: the rules of one file together, as long as they stand together. */
function placesOf(numbers: readonly number[], rules: readonly ExplainedRule[]): string {
  if (numbers.length === 0) return 'no rule, so OpenCode asks';
  const groups: { path: string; numbers: number[]; lines: number[] }[] = [];
  for (const number of numbers.slice(-NUMBERS)) {
    const origin = rules[number - 1]?.origin ?? null;
    const path = origin === null ? 'built-in' : visibleName(origin.path);
    const last = groups.at(-1);
    const group = last?.path === path ? last : { path, numbers: [], lines: [] };
    if (group !== last) groups.push(group);
    group.numbers.push(number);
    if (origin !== null && !group.lines.includes(origin.line)) group.lines.push(origin.line);
  }
  const texts = groups.map(({ path, numbers, lines }) => {
    const where = lines.length === 0 ? path : `${path}:${lines.join(',')}`;
    return `${numbers.map((number) => `#${number}`).join(' ')} ${where}`;
  });
  return `${numbers.length > NUMBERS ? `${numbers.length - NUMBERS} more, ` : ''}${texts.join(', ')}`;
}

function notesFor(
  { key, above }: ExplainedKey,
  rules: readonly ExplainedRule[],
  columns: number,
): readonly string[] {
  const notes = above.slice(0, NOTES).map(({ request, rule, granted }) => {
    const action = rules[rule - 1]?.action === 'ask' ? 'asked for' : 'allowed';
    const what = request === null || request === 'anything' ? visibleName(key) : visibleName(request);
    return `    ^ ${what} is ${action} by #${rule}, the ceiling says ${granted}`;
  });
  const rest = above.length - NOTES;
  return [...notes, ...(rest > 0 ? [`    ^ and ${rest} more of the kind`] : [])].map((note) =>
    shortened(note, columns),
  );
}
