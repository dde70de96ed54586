import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const Action = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string().optional() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
  runs: z.object({
    using: z.literal('node24'),
    main: z.string(),
    post: z.string().optional(),
    'post-if': z.string().default('always()'),
  }),
});

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** action.yml as the runner reads it. */
export const ACTION = Action.parse(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')));

/**
 * The `INPUT_*` variables of a step: what the workflow gives, else the default. The only expression that the
 * defaults use is `github.token`; any other one fails the test.
 */
export function inputVariables(
  given: Readonly<Record<string, string>>,
  token: string,
): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(ACTION.inputs, name));
  if (unknown.length > 0) throw new Error(`Unexpected input(s) ${unknown.join(', ')}`);
  const values = Object.entries(ACTION.inputs).map(([name, input]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    given[name] ?? evaluate(input.default ?? '', token),
  ]);
  return Object.fromEntries(values) as Record<string, string>;
}

function evaluate(text: string, token: string): string {
  const value = text.replaceAll('${{ github.token }}', token);
  if (value.includes('${{')) throw new Error(`This emulator does not know the expression of "${text}"`);
  return value;
}
