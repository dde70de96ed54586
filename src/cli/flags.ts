import { parseArgs } from 'node:util';
import { GateError } from '../errors.ts';
import { nearest } from '../policy/nearest.ts';

/** One flag of a command: whether it takes a value, and its line of help. */
export type Flag = { readonly value?: string; readonly help: string };
export type Flags = Readonly<Record<string, Flag>>;

/** Flag name → value; a flag without a value is `true`; absent flags are absent. */
export type Given = Readonly<Record<string, string | true | undefined>>;

/**
 * Parses a command's arguments; `words` names those that stand without a flag, each of which must be there. Throws
 * GateError `usage` with one sentence for anything that is in neither.
 */
export function parseFlags(
  command: string,
  args: readonly string[],
  flags: Flags,
  words: readonly string[] = [],
): Given {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(flags).map(([name, flag]) => [
        name,
        { type: flag.value === undefined ? 'boolean' : 'string' },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const given: Record<string, string | true> = {};
  const open = [...words];
  for (const token of tokens) {
    if (token.kind !== 'option') {
      const word = token.kind === 'positional' ? open.shift() : undefined;
      if (token.kind !== 'positional' || word === undefined) {
        throw unexpected(command, token.kind === 'positional' ? token.value : '--');
      }
      given[word] = token.value;
      continue;
    }
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) throw unknownFlag(command, token.rawName, flags);
    if (Object.hasOwn(given, token.name)) throw usage(command, `--${token.name} is given twice`);
    given[token.name] = valueOf(command, token.name, flag, token.value);
  }
  if (open.length > 0) throw usage(command, `${open.join(' ')} is missing`);
  return given;
}

/** The text of a flag, or the fallback when it is absent. */
export function textOf(given: Given, name: string, fallback = ''): string {
  const value = given[name];
  return typeof value === 'string' ? value : fallback;
}

function valueOf(command: string, name: string, flag: Flag, value: string | undefined): string | true {
  if (flag.value === undefined) {
    if (value !== undefined) throw usage(command, `--${name} takes no value`);
    return true;
  }
  if (value === undefined || value === '') throw usage(command, `--${name} needs a value (${flag.value})`);
  return value;
}

function unexpected(command: string, word: string): GateError {
  return usage(command, `Unexpected argument "${printable(word)}"`);
}

function unknownFlag(command: string, name: string, flags: Flags): GateError {
  const near = nearest(name.replace(/^-+/u, ''), Object.keys(flags));
  const hint = near === null ? '' : ` (did you mean --${near}?)`;
  return usage(command, `Unknown flag ${printable(name)}${hint}`);
}

function usage(command: string, problem: string): GateError {
  return new GateError(
    'usage',
    `${problem}${problem.endsWith('?') ? '' : '.'} See: opencode-review-gate ${command} --help`,
  );
}

function printable(word: string): string {
  return JSON.stringify(word).slice(1, -1).slice(0, 60);
}
