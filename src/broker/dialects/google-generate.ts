import { z } from 'zod';
import { checkShape } from '../check-shape.ts';
import { accept } from '../checked.ts';
import { renderKey } from '../credentials.ts';
import type { Bounds, Canonical, Dialect } from '../dialect.ts';
import { readTools } from '../offer.ts';
import { followGoogle } from './google-answer.ts';
import { googleContent, googleSystem } from './google-content.ts';
import { toolSchema } from './tool-schema.ts';

/** Google's generateContent, as OpenCode sends it through `@ai-sdk/google`. The route names the model. */
export function googleGenerate(bounds: Bounds): Dialect {
  const schema = schemaFor(bounds);
  return {
    checkBody(body) {
      const checked = checkShape(schema, body);
      return checked.ok ? accept(canonical(checked.value, bounds)) : checked;
    },
    headers: (key) => renderKey(bounds.keyHeader ?? 'x-goog-api-key', key),
    follow: followGoogle,
    renderError: (message) => JSON.stringify({ error: { code: null, message, status: 'GATEWAY_ERROR' } }),
  };
}

type Body = z.output<ReturnType<typeof schemaFor>>;

function canonical({ generationConfig = {}, ...rest }: Body, bounds: Bounds): Canonical {
  const { maxOutputTokens, thinkingConfig, ...sampling } = generationConfig;
  return {
    outputTokens: Math.min(maxOutputTokens ?? bounds.maxOutputTokens, bounds.maxOutputTokens),
    system: systemOf(rest),
    tools: readTools(rest),
    render: (outputTokens) =>
      JSON.stringify({
        ...rest,
        generationConfig: {
          ...sampling,
          maxOutputTokens: outputTokens,
          ...(thinkingConfig && { thinkingConfig: fitThinking(thinkingConfig, outputTokens) }),
        },
      }),
  };
}

/** Gemma takes no system instruction: what it would hold stands before the first words of the user. */
function systemOf({ systemInstruction, contents }: Pick<Body, 'systemInstruction' | 'contents'>): string {
  const first = contents[0]?.parts[0];
  if (systemInstruction === undefined) return first !== undefined && 'text' in first ? first.text : '';
  return systemInstruction.parts.map(({ text }) => text).join('');
}

const thinking = z.strictObject({
  includeThoughts: z.exactOptional(z.boolean()),
  thinkingLevel: z.exactOptional(z.enum(['minimal', 'low', 'medium', 'high'])),
  /** Tokens; -1 leaves it to the model. */
  thinkingBudget: z.exactOptional(z.int().min(-1)),
});

/** Thinking counts as output. */
function fitThinking(config: z.output<typeof thinking>, outputTokens: number): z.output<typeof thinking> {
  const { thinkingBudget } = config;
  return thinkingBudget === undefined
    ? config
    : { ...config, thinkingBudget: Math.min(thinkingBudget, outputTokens) };
}

function schemaFor({ tools }: Bounds) {
  // Every other key of a tool is something that the provider runs or reads itself.
  const tool = z.strictObject({
    functionDeclarations: z
      .array(
        z.strictObject({
          name: z.enum(tools),
          description: z.exactOptional(z.string()),
          parameters: z.exactOptional(toolSchema),
        }),
      )
      .max(64),
  });
  return z.strictObject({
    contents: z.array(googleContent).min(1),
    systemInstruction: z.exactOptional(googleSystem),
    generationConfig: z.exactOptional(
      z.strictObject({
        maxOutputTokens: z.exactOptional(z.int().positive()),
        temperature: z.exactOptional(z.number().min(0).max(2)),
        topP: z.exactOptional(z.number().min(0).max(1)),
        topK: z.exactOptional(z.int().positive().max(1000)),
        thinkingConfig: z.exactOptional(thinking),
      }),
    ),
    tools: z.exactOptional(z.array(tool).max(1)),
    toolConfig: z.exactOptional(
      z.strictObject({
        functionCallingConfig: z.strictObject({ mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']) }),
      }),
    ),
  });
}
