import { z } from 'zod';

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

export const CONFIG_SCHEMA = z
  .looseObject({
    permission,
    permissions: absent(V2_PERMISSIONS),
    tools: z.record(z.string(), z.boolean()),
    agent: z.record(z.string(), agentInConfig),
    agents: z.record(z.string(), agentInConfig),
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
