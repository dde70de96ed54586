import { matches, matchesAll } from './wildcard.ts';
import { type WildcardStates, wildcardStates } from './wildcard-states.ts';

/** Which text is looked for. Patterns are OpenCode's wildcards. */
export type Question = {
  readonly inside: string;
  /** None of these may match. */
  readonly outside: readonly string[];
  /** What the last of these that matches says about the text; -1 when none does. */
  readonly judged: readonly string[];
  readonly accept: (last: number) => boolean;
  /** Texts that people would name for a pattern, best first; one of them is taken for the answer if it is one. */
  readonly examplesOf?: (pattern: string) => readonly string[];
  /** States that may be visited; ordinary lists of patterns need fewer than a hundred. */
  readonly patience?: number;
};

/** `none` is a proof; `undecided` means that the patterns are too many or too intricate to decide. */
export type Answer = { readonly text: string } | 'none' | 'undecided';

const PATIENCE = 2_000;
const MAX_POSITIONS = 6_000;

/**
 * Finds a text that one pattern matches, others do not, and of which a list of patterns says what is asked for. Tries
 * the texts that people would name first; then walks all texts at once, so that the answer is exact.
 */
export function findText(asked: Question): Answer {
  if (asked.outside.some(matchesAll)) return 'none';
  const question = withoutOverruled(asked);
  const { inside, outside, judged, accept } = question;
  if (![-1, ...judged.keys()].some(accept)) return 'none';
  const example = examplesFor(question).find((text) => fits(question, text));
  if (example !== undefined) return { text: example };
  const patterns = [inside, ...outside, ...judged];
  if (patterns.reduce((sum, pattern) => sum + pattern.length + 1, 0) > MAX_POSITIONS) return 'undecided';
  return walk(question, wildcardStates(patterns));
}

/** Judged patterns that a later one for everything overrules have no say. */
function withoutOverruled(question: Question): Question {
  const from = question.judged.findLastIndex(matchesAll);
  if (from < 0) return question;
  const accept = (last: number): boolean => last >= 0 && question.accept(last + from);
  return { ...question, judged: question.judged.slice(from), accept };
}

function fits({ inside, outside, judged, accept }: Question, text: string): boolean {
  if (!matches(inside, text) || outside.some((pattern) => matches(pattern, text))) return false;
  return accept(judged.findLastIndex((pattern) => matches(pattern, text)));
}

/** Of the pattern itself, and of the judged patterns where they are the narrower ones. */
function examplesFor({ inside, judged, examplesOf }: Question): readonly string[] {
  if (examplesOf === undefined) return [];
  return [inside, ...judged.slice(-40).filter((pattern) => !matchesAll(pattern))].flatMap(examplesOf);
}

type Step = { readonly state: bigint; readonly from: number; readonly character: string };

function walk({ outside, accept, patience = PATIENCE }: Question, machine: WildcardStates): Answer {
  const steps: Step[] = [{ state: machine.first, from: -1, character: '' }];
  const seen = new Set<bigint>();
  for (let at = 0; at < steps.length; at += 1) {
    const { state } = steps[at] ?? { state: 0n };
    if (isAccepted(machine, state, outside.length, accept)) return { text: spell(steps, at) };
    if (seen.size > patience) return 'undecided';
    for (const character of machine.alphabet) {
      const next = machine.step(state, character);
      if (seen.has(next) || isLost(machine, next, outside.length)) continue;
      seen.add(next);
      steps.push({ state: next, from: at, character });
    }
  }
  return 'none';
}

/** Patterns are numbered as the machine was given them: inside, outside, judged. */
function isAccepted(
  { ends }: WildcardStates,
  state: bigint,
  outside: number,
  accept: Question['accept'],
): boolean {
  const isMatched = (pattern: number): boolean => (state & (ends[pattern] ?? 0n)) !== 0n;
  if (!isMatched(0)) return false;
  for (let pattern = 1; pattern <= outside; pattern += 1) if (isMatched(pattern)) return false;
  let last = ends.length - 1;
  while (last > outside && !isMatched(last)) last -= 1;
  return accept(last - outside - 1);
}

/** No text that goes on from here can be inside, or every one is outside. */
function isLost({ parts, forever }: WildcardStates, state: bigint, outside: number): boolean {
  if ((state & (parts[0] ?? 0n)) === 0n) return true;
  for (let pattern = 1; pattern <= outside; pattern += 1) {
    if ((state & (forever[pattern] ?? 0n)) !== 0n) return true;
  }
  return false;
}

function spell(steps: readonly Step[], at: number): string {
  const characters: string[] = [];
  for (let index = at; index > 0; index = steps[index]?.from ?? 0) {
    characters.push(steps[index]?.character ?? '');
  }
  return characters.reverse().join('');
}
