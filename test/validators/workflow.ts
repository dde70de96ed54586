import { parse } from 'yaml';
import { z } from 'zod';

const Value = z.union([z.string(), z.number(), z.boolean()]);

export const Step = z.looseObject({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), Value).default({}),
});

export const Job = z.looseObject({
  if: z.string().optional(),
  needs: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(Step),
});

const Workflow = z.looseObject({
  name: z.string().optional(),
  on: z.union([
    z.string().transform((event): Readonly<Record<string, unknown>> => ({ [event]: null })),
    z.record(z.string(), z.unknown()),
  ]),
  permissions: z.record(z.string(), z.string()).optional(),
  concurrency: z
    .object({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]).optional() })
    .optional(),
  jobs: z.record(z.string(), Job),
});

export type Workflow = z.output<typeof Workflow>;
export type Job = z.output<typeof Job>;
export type Step = z.output<typeof Step>;

/** A workflow as far as our own rules and the emulator read it. */
export function parseWorkflow(text: string): Workflow {
  return Workflow.parse(parse(text));
}
