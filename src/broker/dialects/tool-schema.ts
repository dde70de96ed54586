import { z } from 'zod';

/**
 * What a tool takes, as JSON Schema. Validators fetch a schema that stands at an address, with whatever the address
 * says, so that every reference must stay inside the schema.
 */
export const toolSchema = z.record(z.string(), z.unknown()).refine(staysInside);

/** Keywords by which a schema is, or refers to, something with an address. */
const REFERENCES: ReadonlySet<string> = new Set([
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  '$id',
  'id',
  '$schema',
  '$vocabulary',
]);

/** The language that a schema is written in: names that every validator has built in. */
const DRAFT = /^https?:\/\/json-schema\.org\/draft(?:-0[4-7]|\/20(?:19-09|20-12))\/schema#?$/u;

/** Walks without recursion; how deep it goes was bounded when the body was read. */
function staysInside(root: Readonly<Record<string, unknown>>): boolean {
  const open: unknown[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, value] of Object.entries(next)) {
      if (REFERENCES.has(key) && !isInside(key, value)) return false;
      open.push(value);
    }
  }
  return true;
}

/** A tool may well have an argument of such a name: what stands behind it is a schema then, not a text. */
function isInside(key: string, value: unknown): boolean {
  if (typeof value !== 'string') return key !== '$vocabulary';
  return value.startsWith('#') || (key === '$schema' && DRAFT.test(value));
}
