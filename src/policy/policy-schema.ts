import { z } from 'zod';
import { RULE_IDS } from '../audit/rule-ids.ts';
import { CONFIDENCES, FAIL_ON, SEVERITIES } from '../verdict/finding.ts';

const action = z
  .enum(['allow', 'ask', 'deny'])
  .describe('Allow is wider than ask, ask is wider than deny. In a run without a person, ask means deny.');

const permission = z
  .union([action, z.record(z.string(), z.union([action, z.record(z.string(), action)]))])
  .describe("OpenCode's permission shape: an action, or keys with an action or a map of patterns.");

const reason = z.string().trim().min(1).max(2000).describe('Why, for the people who read this later.');

const expires = z.iso
  .date()
  .optional()
  .describe('Last day on which the entry counts (YYYY-MM-DD, UTC). Afterwards it is reported and ignored.');

const agentCeiling = z
  .strictObject({ ceiling: permission, reason, expires })
  .describe('An exception for one agent: laid over the general ceiling, what is written here wins.');

const mcpEntry = z
  .strictObject({
    name: z.string().min(1).describe('The name of the server in the configuration.'),
    command: z.array(z.string()).min(1).optional().describe('The exact command line, versions included.'),
    url: z.url().optional().describe('The exact address of a remote server.'),
    reason,
    expires,
  })
  .describe('An approved MCP server.');

const pluginEntry = z
  .strictObject({
    plugin: z
      .string()
      .min(1)
      .describe('The exact specifier, version included, or the path of a local plugin.'),
    reason,
    expires,
  })
  .describe('An approved plugin.');

const review = z
  .strictObject({
    include: z.array(z.string().min(1)).default(['**']).describe('What is reviewed, in gitignore syntax.'),
    exclude: z
      .array(z.string().min(1))
      .default([])
      .describe('What is not reviewed, in gitignore syntax; wins over include.'),
    hidden: z
      .array(z.string().min(1))
      .default([])
      .describe(
        'What no model gets to see, in gitignore syntax: not reviewed, and not among the files that the agent can read.',
      ),
    failOn: z.enum(FAIL_ON).default('high').describe('The mildest severity that blocks.'),
    minConfidence: z
      .enum(CONFIDENCES)
      .default('low')
      .describe('Findings of the agent below this are not shown.'),
    maxFindings: z
      .int()
      .min(1)
      .max(500)
      .default(50)
      .describe('How many findings of the agent are shown, worst first.'),
    guidance: z
      .string()
      .max(20_000)
      .default('')
      .describe('What reviewers of this repository should look for.'),
  })
  .describe('The model leg.');

const dollars = z.number().nonnegative().max(100_000);

const price = z
  .strictObject({
    input: dollars,
    output: dollars,
    cached: dollars.optional().describe('Input that came from a cache; as input when absent.'),
    written: dollars.optional().describe('Input that is put into a cache.'),
  })
  .describe('US dollars per million tokens.');

/** Dollars of one run when the policy says nothing; a team that says something wants it kept, or no review. */
export const DEFAULT_COST_USD = 5;

const limits = z
  .strictObject({
    requests: z.int().min(1).max(10_000).default(150).describe('Model calls of one run.'),
    requestsPerMinute: z.int().min(1).max(10_000).default(60).describe('Model calls in any minute.'),
    inputTokens: z.int().min(1).max(1_000_000_000).default(3_000_000).describe('Input tokens of one run.'),
    outputTokens: z.int().min(1).max(100_000_000).default(200_000).describe('Output tokens of one run.'),
    costUsd: z
      .number()
      .positive()
      .max(10_000)
      .optional()
      .describe(
        'US dollars of one run; 5 when absent. Written down, it needs a model whose price is known, or a price here.',
      ),
    prices: z
      .record(z.string().regex(/^[\w.-]+\/\S+$/, 'expected provider/model or provider/*'), price)
      .default({})
      .describe(
        'Prices by provider/model, or provider/* for all of a provider; they stand above the known ones.',
      ),
    minutes: z.number().positive().max(360).default(10).describe('Wall-clock minutes of the review.'),
    parallelRuns: z.int().min(1).max(16).default(1).describe('Bundles that are reviewed at the same time.'),
  })
  .describe('What one run may use. Reaching a limit makes the verdict inconclusive.');

const acceptedEntry = z
  .strictObject({
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{16,64}$/, 'expected the fingerprint of a finding, in hexadecimal digits')
      .describe('The id of the finding, as every output prints it.'),
    reason,
    expires,
  })
  .describe('A finding that the team accepts; it is shown and does not block.');

/** What nobody needs a role for: everyone who can see the repository has one of these. */
const EVERYBODY = ['read', 'pull', 'none'];

const contest = z
  .strictObject({
    command: z
      .string()
      .regex(/^\/[a-z0-9-]+(?: [a-z0-9-]+)*$/, 'expected words behind a slash, such as /review-gate accept')
      .max(60)
      .optional()
      .describe('What a comment that accepts a finding begins with. Absent: comments accept nothing.'),
    label: z
      .string()
      .trim()
      .min(1)
      .max(50)
      .optional()
      .describe('The label whose setting accepts all blocking findings of that head. Absent: no label does.'),
    roles: z
      .array(
        z
          .string()
          .min(1)
          .max(100)
          .refine((role) => !EVERYBODY.includes(role.toLowerCase()), 'expected a role that not everyone has'),
      )
      .min(1)
      .default(['admin', 'maintain'])
      .describe('Roles in the repository that may accept, custom ones by their names.'),
    codeOwnerFor: z
      .array(z.enum([...RULE_IDS, 'agent', 'widening']))
      .default(['widening'])
      .describe(
        'Whose findings take a code owner of the file besides: rules, "agent" for those of the reviewer, "widening" for all rules about an agent that may do more.',
      ),
  })
  .refine(
    ({ command, label }) => command !== undefined || label !== undefined,
    'expected a command or a label, or nobody can accept anything',
  )
  .describe('Who may accept a finding on the pull request, and how. Absent: nobody.');

/** The policy file. Every object is strict, every part has a default. */
export const POLICY_SCHEMA = z
  .strictObject({
    $schema: z.string().optional().describe('For editors.'),
    ceiling: permission
      .optional()
      .describe(
        'The widest permission of a shared agent, laid over the default ceiling (docs/policy.md); {} is that ceiling itself. Absent: agents are not compared with one.',
      ),
    agents: z.record(z.string(), agentCeiling).default({}).describe('Exceptions of single agents, by name.'),
    mcp: z.array(mcpEntry).default([]).describe('Approved MCP servers.'),
    plugins: z.array(pluginEntry).default([]).describe('Approved plugins.'),
    rules: z
      .partialRecord(z.enum(RULE_IDS), z.union([z.enum(SEVERITIES), z.literal('off')]))
      .default({})
      .describe('Another severity for a rule, or off.'),
    review: review.prefault({}),
    limits: limits.prefault({}),
    accepted: z.array(acceptedEntry).default([]).describe('Accepted findings.'),
    contest: contest.optional(),
    auditExisting: z
      .enum(['block', 'report', 'off'])
      .default('report')
      .describe(
        'What the audit makes of findings that the base has already: block, report (shown only), off (hidden).',
      ),
    opencodeVersion: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/, 'expected an exact version such as 1.18.33')
      .optional()
      .describe('The OpenCode version whose semantics the audit follows; default: the pinned one.'),
  })
  .describe('Policy of OpenCode Review Gate, read from the base commit.');

export type PolicyFile = z.output<typeof POLICY_SCHEMA>;
