import type { z } from 'zod';
import { GateError } from '../errors.ts';
import { parseJsonc } from '../opencode/jsonc.ts';
import { entriesOf, get, type Node, type Place, placeAt, toValue } from '../opencode/node.ts';
import { quoteName } from '../opencode/quote-name.ts';
import { ceilingKeyProblem } from './ceiling-keys.ts';
import { knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { POLICY_SCHEMA } from './policy-schema.ts';
import { repeatedKey } from './repeated-key.ts';

export type { Policy } from './policy.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * Reads the policy of the base commit; null bytes mean that there is no file, and safe defaults hold. Throws
 * GateError `policy-invalid` with line, column and what was expected: a policy that is half understood is none.
 */
export function parsePolicy(bytes: Uint8Array | null, path: string): Policy {
  if (bytes === null) return { ...DEFAULT_POLICY, path };
  const text = decode(bytes);
  if (text.trim() === '') throw invalid({ path, line: 1, column: 1 }, 'the file is empty');
  const { root, errors } = parseJsonc(text, path);
  const error = errors[0];
  if (error !== undefined) throw invalid(error, error.message);
  if (root === null) throw invalid({ path, line: 1, column: 1 }, 'there is no value');
  refuseRepeatedKeys(text, path);
  refusePrototypeKeys(root);
  const result = POLICY_SCHEMA.safeParse(toValue(root));
  if (!result.success) throw explain(root, result.error);
  refuseCeilingsThatLimitNothing(root);
  return {
    ...result.data,
    path,
    lines: text.split(/\r?\n/),
    isDefault: false,
    lineOf: (way) => placeAt(root, way).line,
  };
}

function decode(bytes: Uint8Array): string {
  if (bytes.length > MAX_BYTES)
    throw new GateError('policy-invalid', 'The policy is larger than 1 MiB. Make it smaller.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new GateError('policy-invalid', 'The policy is not UTF-8. Save it as UTF-8.', { cause });
  }
}

function refuseRepeatedKeys(text: string, path: string): void {
  const repeated = repeatedKey(text, path);
  if (repeated === null) return;
  const { key, place, first } = repeated;
  throw invalid(place, `the key ${quoteName(key)} is here twice; line ${first.line} has it already`);
}

/** Schemas pass over this key in silence; a strict file has no silence. */
function refusePrototypeKeys(node: Node): void {
  for (const entry of entriesOf(node)) {
    if (entry.key === '__proto__') throw invalid(entry.place, 'unknown key "__proto__"');
    refusePrototypeKeys(entry.node);
  }
  if (node.kind === 'array') for (const item of node.items) refusePrototypeKeys(item);
}

/** Any key may name a tool, so that the schema takes all; a limit that OpenCode never looks at is still a mistake. */
function refuseCeilingsThatLimitNothing(root: Node): void {
  const exceptions = entriesOf(get(root, 'agents')).map((agent) => get(agent.node, 'ceiling'));
  for (const entry of [get(root, 'ceiling'), ...exceptions].flatMap(entriesOf)) {
    const problem = ceilingKeyProblem(entry.key);
    if (problem !== null) throw invalid(entry.place, problem);
  }
}

function explain(root: Node, error: z.ZodError): GateError {
  const issues = error.issues.map(furthest);
  // Where a key is misspelt, the right one is missing as well: the slip says what to do.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) return invalid(root.place, 'the policy does not fit its schema');
  if (issue.code !== 'unrecognized_keys' && issue.code !== 'invalid_key') {
    const key = issue.path.map(String).join('.');
    return invalid(
      placeAt(root, issue.path),
      `${key === '' ? 'the policy' : quoteName(key)}: ${plain(issue.message)}`,
    );
  }
  const isKey = issue.code === 'invalid_key';
  const key = isKey ? String(issue.path.at(-1) ?? '') : (issue.keys[0] ?? '');
  const parent = isKey ? issue.path.slice(0, -1) : issue.path;
  return invalid(placeAt(root, [...parent, key]), `unknown key ${quoteName(key)}${hintFor(key, parent)}`);
}

const LISTED = 8;

/** The nearest key, or the few that there are. */
function hintFor(key: string, parent: readonly PropertyKey[]): string {
  const known = knownKeys(parent);
  const near = nearest(key, known);
  if (near !== null) return `; did you mean "${near}"?`;
  if (known.length === 0 || known.length > LISTED) return '';
  return `; the keys here are ${known.map((name) => `"${name}"`).join(', ')}`;
}

type Issue = z.core.$ZodIssue;

/** Of the branches of a union, the one whose complaint lies deepest fits the value best. */
function furthest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap((branch) => branch.slice(0, 1)).map(furthest);
  const best = inner.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined) return issue;
  const message = best.path.length > 0 ? best.message : inner.map((one) => plain(one.message)).join(', or ');
  return { ...best, message, path: [...issue.path, ...best.path] };
}

function invalid(place: Place, what: string): GateError {
  const where = `line ${place.line}, column ${place.column}`;
  return new GateError(
    'policy-invalid',
    `The policy is invalid at ${where}: ${what}${/[?)]$/.test(what) ? '' : '.'} Correct it in the base branch, or in the file given as --policy.`,
  );
}

function plain(message: string): string {
  return message
    .replace(/^Invalid (?:input|option|string): /, '')
    .replace(/^expected (\w+), received undefined$/, 'expected $1, and it is missing')
    .replace(/^Too small: expected string to have >=1 characters$/, 'expected some text, and it is empty')
    .replace(/^Invalid ISO date$/, 'expected a date such as 2026-12-31')
    .replace(/\.$/, '');
}
