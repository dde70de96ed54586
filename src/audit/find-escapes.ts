import type { PermissionRule } from '../opencode/permission.ts';
import { matches, matchesAll } from '../opencode/wildcard.ts';
import { affordable } from './affordable.ts';
import { type Judged, openingRule, ruleFor } from './decision.ts';
import { type Effect, ESCAPES, type Escape } from './escapes.ts';

/** A pattern that allows more than its author meant: `command` is what else it lets through. */
export type FoundEscape = {
  readonly rule: PermissionRule;
  readonly command: string;
  readonly effect: Effect;
};

/** What an escape does, after `which`. */
export const EFFECTS: Readonly<Record<Effect, string>> = {
  runs: 'can run any program',
  sends: 'can send any file to any address',
  publishes: 'acts on the hosting platform in the name of the job',
  writes: 'can write any file, although editing is not allowed',
};

/**
 * The escapes of an agent's allowed bash patterns, the worst one for each pattern. An agent that may run anything has
 * none: there is nothing to escape from. What only writes is no escape for an agent that may edit any file.
 */
export function findEscapes(judged: Judged): readonly FoundEscape[] {
  if (openingRule(judged, 'bash') !== null) return [];
  const mayEdit = openingRule(judged, 'edit') !== null;
  const { rules } = judged.agent;
  const most = affordable(rules.length);
  let asked = 0;
  // In a list too long to ask for each pattern whether a later one takes it back, none does.
  const decides = (rule: PermissionRule, command: string): boolean => {
    asked += 1;
    return asked > most || ruleFor(judged, 'bash', command) === rule;
  };
  return rules.flatMap((rule) => {
    if (rule.action !== 'allow' || rule.origin === null || !isForSomeCommands(rule)) return [];
    const found = escapesOf(rule.pattern).find(
      ({ effect, command }) => !(mayEdit && effect === 'writes') && decides(rule, command),
    );
    return found === undefined ? [] : [{ ...found, rule }];
  });
}

type Candidate = { readonly command: string; readonly effect: Effect };

/** Commands that the pattern lets through, in the order of the table. */
export function* escapesOf(pattern: string): Generator<Candidate> {
  if (pattern.startsWith('*')) yield* anyProgram(pattern);
  const head = headOf(pattern);
  if (head === null) return;
  for (const escape of head === '' ? ESCAPES : (BY_LETTER.get(head.charAt(0)) ?? [])) {
    for (const command of commandsOf(escape, head)) {
      if (matches(pattern, command)) yield { command, effect: escape.effect };
    }
  }
}

const BY_LETTER = Map.groupBy(ESCAPES, ({ starts }) => starts.charAt(0));

function isForSomeCommands({ permission, pattern }: PermissionRule): boolean {
  return matches(permission, 'bash') && !matchesAll(pattern);
}

/** What stands before the first wildcard; null for a pattern without one. */
function headOf(pattern: string): string | null {
  const end = pattern.search(/[*?]/);
  return end < 0 ? null : pattern.slice(0, end).trim().replace(/[:-]$/, '$&any');
}

function commandsOf({ starts, adds, anywhere }: Escape, head: string): readonly string[] {
  const plain = `${starts} ${adds}`;
  return anywhere && head.startsWith(`${starts} `) ? [`${head} ${adds}`] : [plain];
}

/** A pattern that begins with a wildcard says how a command ends, not what it is. */
function* anyProgram(pattern: string): Iterable<Candidate> {
  const command = pattern
    .replace(/[*?]/, 'sh -c id ')
    .replaceAll(/[*?]/g, '')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  if (matches(pattern, command)) yield { command, effect: 'runs' };
}
