// Writes docs/policy.schema.json, the policy's JSON Schema for editors, from the schema that parses policies.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { POLICY_SCHEMA } from '../src/policy/policy-schema.ts';

export const POLICY_SCHEMA_FILE = join(import.meta.dirname, '../docs/policy.schema.json');

export function renderPolicySchema(): string {
  const schema = z.toJSONSchema(POLICY_SCHEMA, { io: 'input', target: 'draft-7' });
  const text = JSON.stringify({ title: 'Policy of OpenCode Review Gate', ...schema }, null, 2);
  return `${text.replaceAll(LIST_OF_WORDS, onOneLine)}\n`;
}

const LIST_OF_WORDS = /^.*\[\n(?:\s+"[^"\n]*",?\n)+\s+\],?$/gm;

/** As the formatter wants it: a list that fits into a line is on one line. */
function onOneLine(list: string): string {
  const line = list
    .replaceAll(/(\n)\s+/g, ' ')
    .replace('[ ', '[')
    .replace(/ \](,?)$/, ']$1');
  return line.length <= 110 ? line : list;
}

if (import.meta.main) writeFileSync(POLICY_SCHEMA_FILE, renderPolicySchema());
