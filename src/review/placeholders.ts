import { type FoundSecret, SECRETS_PER_RULE } from '../audit/secrets.ts';
import type { Path } from '../change/change.ts';
import { distinctParts, isUserAndPassword, spellingsOf } from './credential-parts.ts';
import { replaceRanges } from './replace-ranges.ts';

export type PlacedText = { readonly path: Path; readonly text: string };

/** Finds credentials by their shape; one list for each text, in their order. */
export type FindSecrets = (texts: readonly PlacedText[]) => Promise<readonly (readonly FoundSecret[])[]>;

/** Takes credentials out of what a provider gets to see. One value has one placeholder in the whole run. */
export type Placeholders = {
  /**
   * Learns the credentials of all these texts, then answers each text with placeholders in their place and with as
   * many lines as before; null for a text that holds more of them than can be replaced.
   */
  replaceIn(texts: readonly PlacedText[]): Promise<readonly (string | null)[]>;
  /** Replaces in one more text what is known by now, in its own spelling and in base64, hexadecimal and URLs. */
  readonly replaceKnown: (text: string) => string;
  /** How many values have a placeholder so far, by what they are. */
  readonly replaced: () => Readonly<Record<string, number>>;
};

/** More rounds than any list of samples needs: each replaces as many of a kind as the scanner tells at once. */
const ROUNDS = 20;

export function openPlaceholders(find: FindSecrets): Placeholders {
  const known = openKnown();
  return {
    async replaceIn(texts) {
      const results: (string | null)[] = texts.map(({ text }) => text);
      let open = texts.map((_, index) => index);
      for (let round = 0; round < ROUNDS && open.length > 0; round += 1) {
        const asked = open.map((index) => ({
          path: texts[index]?.path ?? '',
          text: results[index] ?? '',
        }));
        const found = await find(asked);
        asked.forEach(({ text }, at) => {
          results[open[at] ?? 0] = replaceRanges(text, found[at] ?? [], known.nameOf);
        });
        open = open.filter((_, at) => isSaturated(found[at] ?? []));
      }
      for (const index of open) results[index] = null;
      return results.map((text) => (text === null ? null : known.replace(text)));
    },
    replaceKnown: known.replace,
    replaced: known.counts,
  };
}

/** The scanner stopped counting, so that there may be more. */
function isSaturated(found: readonly FoundSecret[]): boolean {
  const counts = new Map<string, number>();
  for (const { what } of found) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts.values()].some((count) => count >= SECRETS_PER_RULE);
}

/** What is looked for everywhere: enough for a repository, and cheap in one pass over twenty megabytes. */
const MAX_LITERALS = 4_000;
/** Up to here a value is also looked for in its other spellings. */
const MAX_SPELLED = 2_000;

function openKnown() {
  const names = new Map<string, string>();
  const counts: Record<string, number> = {};
  const literals = new Map<string, string>();
  let pattern: RegExp | null = null;

  const add = (literal: string, shown: string, most: number) => {
    if (literals.size >= most || literals.has(literal)) return;
    literals.set(literal, shown);
    pattern = null;
  };

  return {
    /** The placeholder of a value, made when it is first met. */
    nameOf: (value: string, what: string): string => {
      const before = names.get(value);
      if (before !== undefined) return before;
      const name = `[secret ${names.size + 1}: ${what.replace(/^an? /u, '')}]`;
      names.set(value, name);
      counts[what] = (counts[what] ?? 0) + 1;
      // Between these two it is no ordinary word, whatever it is made of.
      if (isUserAndPassword(value)) add(`://${value}@`, `://${name}@`, MAX_LITERALS);
      for (const part of distinctParts(value)) {
        add(part, name, MAX_LITERALS);
        for (const spelling of spellingsOf(part)) add(spelling, name, MAX_SPELLED);
      }
      return name;
    },
    replace: (text: string): string => {
      if (literals.size === 0) return text;
      pattern ??= patternOf([...literals.keys()]);
      return text.replace(pattern, (literal) => literals.get(literal) ?? literal);
    },
    counts: () => counts,
  };
}

function patternOf(literals: readonly string[]): RegExp {
  const longestFirst = literals.toSorted((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(literally).join('|'), 'gu');
}

/** A pattern that matches exactly this text. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
