import { z } from 'zod';
import { isProxy } from './broker/settings.ts';
import { GateError } from './errors.ts';
import { FAIL_ON } from './verdict/finding.ts';

export const SURFACES = ['annotations', 'check-run', 'review-comments', 'summary'] as const;
export type Surface = (typeof SURFACES)[number];

/**
 * Where the result is to be seen. `named` surfaces are owed to the workflow; the others of `all` are written where the
 * token may.
 */
export type Publish = { readonly all: readonly Surface[]; readonly named: readonly Surface[] };

/** Every surface, none of which is owed but those that need no token. */
export const AUTO: Publish = { all: SURFACES, named: [] };

export const SANDBOXES = [
  'auto',
  'root-launch',
  'bwrap-userns',
  'bwrap-userns-apparmor',
  'docker',
  'podman',
  'dangerously-none',
] as const;
export type SandboxName = (typeof SANDBOXES)[number];

/** The Action's inputs, name for name; the command line has a flag for each. An absent input is the empty string. */
const SHAPE = {
  'github-token': z.string(),
  model: z
    .string()
    .regex(
      /^$|^[^/\s]+\/\S+$/u,
      'must be OpenCode\'s "provider/model", such as "anthropic/claude-sonnet-4-5"',
    ),
  'api-key': z.string(),
  'base-url': z.string(),
  'ca-file': z.string().refine((path) => !path.includes('\0'), 'must be the path of a file'),
  proxy: z
    .string()
    .refine(
      (text) => text === '' || isProxy(text),
      'must be the http address of a proxy, such as http://proxy.example.com:3128, without a user name',
    ),
  review: choice(['required', 'off'], 'required'),
  agent: z.string().regex(/^[\w./-]*$/u, 'must be the name of an agent'),
  'fail-on': choice([...FAIL_ON, ''], ''),
  policy: z.string().transform((path) => path || '.github/review-gate.jsonc'),
  publish: z.string().transform(parseSurfaces),
  'timeout-minutes': z
    .string()
    .regex(/^$|^\d{1,4}(\.\d{1,3})?$/u, 'must be a number of minutes')
    .transform((text) => (text === '' ? null : Number(text)))
    .refine(
      (minutes) => minutes === null || (minutes > 0 && minutes <= 360),
      'must lie above 0 and at most 360',
    ),
  sandbox: choice(SANDBOXES, 'auto'),
  'opencode-path': z.string(),
};

const SCHEMA = z.object(SHAPE);

/** What the workflow (or the person at the terminal) decides. `fail-on` empty and `timeout-minutes` null leave it to the policy. */
export type Inputs = z.output<typeof SCHEMA>;

export const INPUT_NAMES: readonly string[] = Object.keys(SHAPE);

/**
 * Reads every input by its name. `read` answers the empty string for an absent one.
 * Throws GateError `input-invalid` that names each wrong input and what it must be.
 */
export function parseInputs(read: (name: string) => string): Inputs {
  const raw = Object.fromEntries(INPUT_NAMES.map((name) => [name, read(name).trim()]));
  const parsed = SCHEMA.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new GateError('input-invalid', `Wrong input: ${problems.join('; ')}.`);
}

function choice<const T extends string>(allowed: readonly T[], fallback: T) {
  const words = allowed.filter((word) => word !== '').join(', ');
  return z
    .string()
    .transform((text) => text || fallback)
    .pipe(z.enum(allowed, { error: `must be one of: ${words}` }));
}

function parseSurfaces(text: string, context: z.RefinementCtx): Publish {
  const names = text.split(/[\s,]+/u).filter((name) => name !== '');
  const named = SURFACES.filter((surface) => names.includes(surface));
  for (const name of names) {
    if (name === 'auto' || named.some((surface) => surface === name)) continue;
    context.addIssue({
      code: 'custom',
      message: `"${name.slice(0, 40)}" is no surface; use auto, or any of: ${SURFACES.join(', ')}`,
    });
  }
  if (names.length === 0) return AUTO;
  return { all: names.includes('auto') ? SURFACES : named, named };
}
