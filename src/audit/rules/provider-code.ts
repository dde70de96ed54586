import { entriesOf, get, type Node, stringOf } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { effectiveEntries } from '../effective.ts';
import type { Rule } from '../rule.ts';

export const providerCode = {
  id: 'provider-code',
  title: 'A provider that brings its own code',
  summary: 'A model provider is implemented by a file, or by a package that OpenCode installs and runs.',
  severity: 'high',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const { key, node } of effectiveEntries(context, 'provider')) {
      for (const { code, spec } of implementations(node)) {
        if (BUNDLED.has(spec)) continue;
        const { path, line } = code.place;
        const isFile = /^(?:file:|[./~])/.test(spec);
        const what = isFile ? 'runs the file' : 'installs the package';
        const message = `For the provider ${quoteName(key)} OpenCode ${what} ${quoteName(spec)}${isFile ? '' : ' and runs it'}, with all rights of the user and every prompt and key of that provider.`;
        yield { path, line, message, scope: `provider.${key}`, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Use a package that OpenCode brings along; "@ai-sdk/openai-compatible" speaks to most servers. Or have the owners read the code and accept the finding.';

/** The packages that are part of OpenCode 1.18.33, so that nothing is fetched. */
const BUNDLED: ReadonlySet<string> = new Set([
  ...[
    'alibaba',
    'amazon-bedrock',
    'amazon-bedrock/mantle',
    'anthropic',
    'azure',
    'cerebras',
    'cohere',
    'deepinfra',
    'gateway',
    'github-copilot',
    'google',
    'google-vertex',
    'google-vertex/anthropic',
    'groq',
    'mistral',
    'openai',
    'openai-compatible',
    'perplexity',
    'togetherai',
    'vercel',
    'xai',
  ].map((name) => `@ai-sdk/${name}`),
  '@openrouter/ai-sdk-provider',
  'gitlab-ai-provider',
  'venice-ai-sdk-provider',
]);

/** Of the provider itself, and of each of its models. */
function implementations(provider: Node): readonly { readonly code: Node; readonly spec: string }[] {
  const models = entriesOf(get(provider, 'models')).map((model) => get(get(model.node, 'provider'), 'npm'));
  return [get(provider, 'npm'), ...models].flatMap((code) => {
    const spec = stringOf(code);
    return code === undefined || spec === undefined ? [] : [{ code, spec }];
  });
}
