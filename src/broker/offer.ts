import { createHash } from 'node:crypto';
import type { Offer } from './broker.ts';
import { accept, type Checked, refuse, showName } from './checked.ts';

/** What a request says to the model besides the conversation. */
export type Shown = { readonly system: string; readonly tools: readonly ToolText[] };

/** A tool as the model reads it. */
export type ToolText = { readonly name: string; readonly description: string; readonly schema: unknown };

/**
 * What OpenCode puts behind the prompt of an agent: the model's name, and where it runs. Instructions of a file, of a
 * plugin or of a skill would stand here too.
 */
const AFTER_PROMPT =
  /^\nYou are powered by the model named [^\n]{1,300}\. The exact model ID is [^\n]{1,300}\nHere is some useful information about the environment you are running in:\n<env>\n(?: {2}[A-Z][A-Za-z' ]{1,40}: [^\n]{0,300}\n){1,8}<\/env>\s*$/u;

/**
 * Compares what a request shows the model with what the gate generated: the prompt whole, with nothing around it but
 * what OpenCode itself adds, and all of the tools, word for word, in any order. A request without tools is one in
 * which OpenCode offers none; its prompt is compared all the same.
 */
export function checkOffer(offer: Offer | undefined, { system, tools }: Shown): Checked<null> {
  if (offer === undefined) return accept(null);
  if (!system.startsWith(offer.prompt)) return refuse(`${OFFER}the system prompt is another one`);
  if (!AFTER_PROMPT.test(system.slice(offer.prompt.length))) {
    return refuse(`${OFFER}the system prompt has an addition`);
  }
  if (tools.length === 0) return accept(null);
  const names = new Set(tools.map(({ name }) => name));
  if (names.size !== tools.length) return refuse(`${OFFER}a tool twice`);
  const missing = Object.keys(offer.tools).find((name) => !names.has(name));
  if (missing !== undefined) return refuse(`${OFFER}no tool ${showName(missing)}`);
  const strange = tools.find((tool) => offer.tools[tool.name] !== signTool(tool));
  return strange === undefined ? accept(null) : refuse(`${OFFER}another tool ${showName(strange.name)}`);
}

/** With it begin the refusals after which nothing more goes to the provider: what asks is not what was started. */
export const OFFER = 'offer: ';

/**
 * A hash of what a model reads of a tool: its name, its description, its arguments with theirs. Types and limits are
 * left out, for each protocol writes them in its own way.
 */
export function signTool({ name, description, schema }: ToolText): string {
  const properties = recordOf(recordOf(schema)['properties']);
  const parameters = Object.keys(properties)
    .toSorted()
    .map((key) => [key, recordOf(properties[key])['description'] ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([name, description, parameters]))
    .digest('hex');
}

/** The tools of a checked body, in the shape of any protocol. */
export function readTools(body: unknown): readonly ToolText[] {
  return listOf(recordOf(body)['tools']).flatMap((tool) => {
    const { functionDeclarations, function: nested } = recordOf(tool);
    if (functionDeclarations !== undefined) return listOf(functionDeclarations).map(textOf);
    return [textOf(nested ?? tool)];
  });
}

function textOf(tool: unknown): ToolText {
  const { name, description, parameters, input_schema: schema } = recordOf(tool);
  return {
    name: typeof name === 'string' ? name : '',
    description: typeof description === 'string' ? description : '',
    schema: parameters ?? schema,
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
