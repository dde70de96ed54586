import { z } from 'zod';
import type { Semantics } from './semantics-of.ts';

/*
 * The parts of OpenCode's configuration that decide what an agent may do, as 1.18.33 accepts them. Keys that are
 * not here are not judged: OpenCode ignores what it does not know. What these schemas refuse, OpenCode refuses.
 */

const action = z.enum(['ask', 'allow', 'deny']);
const rule = z.union([action, z.record(z.string(), action)]);

const permission = z.union([
  action,
  z
    .object({
      todowrite: action.optional(),
      question: action.optional(),
      webfetch: action.optional(),
      websearch: action.optional(),
      doom_loop: action.optional(),
    })
    .catchall(rule),
]);

const absent = (message: string) => z.never({ error: message }).optional();
const V2_PERMISSIONS =
  'OpenCode 1.x refuses "permissions" (the shape of version 2); the key of version 1 is "permission"';

const agentParts = {
  model: z.string(),
  variant: z.string(),
  temperature: z.number(),
  top_p: z.number(),
  prompt: z.string(),
  tools: z.record(z.string(), z.boolean()),
  disable: z.boolean(),
  description: z.string(),
  mode: z.enum(['subagent', 'primary', 'all']),
  hidden: z.boolean(),
  options: z.record(z.string(), z.unknown()),
  color: z.union([
    z.string().regex(/^#[0-9a-fA-F]{6}$/),
    z.enum(['primary', 'secondary', 'accent', 'success', 'warning', 'error', 'info']),
  ]),
  steps: z.int().positive(),
  maxSteps: z.int().positive(),
  permission,
};

/** Front matter of an agent or mode. A `permissions` key is swallowed in silence there. */
export const AGENT_SCHEMA = z.looseObject(agentParts).partial();

const agentInConfig = z
  .looseObject({
    ...agentParts,
    model: z.union([z.string(), z.looseObject({})]),
    permissions: absent(V2_PERMISSIONS),
  })
  .partial();

/** An entry of `agents` as 1.18.28 and later take it; one that does not fit is left out without a word. */
export const AGENT_OF_VERSION_2_SCHEMA = z.looseObject({
  model: z
    .union([
      z.string().regex(/^[^/#]+\/[^#]+(?:#[^#]+)?$/),
      z.looseObject({
        providerID: z.string().regex(/^[^/#]+$/),
        model: z.string().regex(/^[^#]+$/),
        variant: z
          .string()
          .regex(/^[^#]+$/)
          .optional(),
      }),
    ])
    .optional(),
  request: z
    .looseObject({
      headers: z.record(z.string(), z.string()).optional(),
      body: z.record(z.string(), z.json()).optional(),
    })
    .optional(),
  system: z.string().optional(),
  description: z.string().optional(),
  mode: z.enum(['subagent', 'primary', 'all']).optional(),
  hidden: z.boolean().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
  steps: z.int().positive().optional(),
  disabled: z.boolean().optional(),
});

/** An entry of `agents`: only `permissions` is refused there, also where the agent is otherwise malformed. */
const agentOfVersion2 = z.union([
  z.looseObject({ permissions: absent(V2_PERMISSIONS) }),
  z.unknown().refine((value) => typeof value !== 'object' || value === null || Array.isArray(value)),
]);

const mcpServer = z.union([
  z.looseObject({
    type: z.literal('local'),
    command: z.array(z.string()),
    environment: z.record(z.string(), z.string()).optional(),
    enabled: z.boolean().optional(),
  }),
  z.looseObject({
    type: z.literal('remote'),
    url: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    enabled: z.boolean().optional(),
  }),
  z.looseObject({ type: z.undefined().optional(), enabled: z.boolean() }),
]);

const plugin = z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]);

const agents = z.union([
  z.record(z.string(), agentOfVersion2),
  z.array(z.unknown()),
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
]);

export const CONFIG_SCHEMA = z
  .looseObject({
    permission,
    permissions: absent(V2_PERMISSIONS),
    tools: z.record(z.string(), z.boolean()),
    agent: z.record(z.string(), agentInConfig),
    agents,
    mode: z.record(z.string(), agentInConfig),
    plugin: z.array(plugin),
    mcp: z.record(z.string(), z.unknown()),
    instructions: z.array(z.string()),
    default_agent: z.string(),
    share: z.enum(['manual', 'auto', 'disabled']),
    shell: z.string(),
    subagent_depth: z.int(),
  })
  .partial();

/** The same where `permissions` is not refused: version 2 takes it, 1.18.23 passes over it. */
const OPEN_SCHEMA = CONFIG_SCHEMA.extend({
  permissions: z.unknown(),
  agents: z.unknown(),
  agent: z.record(z.string(), agentInConfig.extend({ permissions: z.unknown() }).partial()),
  mode: z.record(z.string(), agentInConfig.extend({ permissions: z.unknown() }).partial()),
}).partial();

/** What a configuration must look like for an OpenCode of these semantics to start. */
export function configSchemaOf(semantics: Semantics): z.ZodType {
  return semantics.newPermissions === 'refused' ? CONFIG_SCHEMA : OPEN_SCHEMA;
}

/** One entry of `mcp`; `servers` and `timeout` are version 2's spelling of the same. */
export const MCP_SERVER_SCHEMA = mcpServer;

export const COMMAND_SCHEMA = z
  .looseObject({
    description: z.string(),
    agent: z.string(),
    model: z.string(),
    variant: z.string(),
    subtask: z.boolean(),
  })
  .partial();
