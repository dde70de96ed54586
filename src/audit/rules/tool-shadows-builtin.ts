import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Rule } from '../rule.ts';

export const toolShadowsBuiltin = {
  id: 'tool-shadows-builtin',
  title: 'A tool takes the place of a built-in one',
  summary: "A tool of the repository has the name of one of OpenCode's own tools and takes its place.",
  severity: 'high',
  confidence: 'high',
  category: 'code-execution',
  *check({ project }) {
    for (const asset of project.assets.values()) {
      if (asset.kind !== 'tool') continue;
      const tool = toolNames(asset).find((name) => BUILT_IN_TOOLS.has(name));
      if (tool === undefined) continue;
      const message = `The model calls this code in place of OpenCode's own ${quoteName(tool)}: it may return what it likes, send on what it sees, and ask for no permission.`;
      yield { path: asset.path, line: 0, message, scope: `tool ${tool}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY = 'Give the file another name; the name of the tool follows from it.';

const BUILT_IN_TOOLS: ReadonlySet<string> = new Set([
  'apply_patch',
  'bash',
  'edit',
  'glob',
  'grep',
  'invalid',
  'list_mcp_resource_templates',
  'list_mcp_resources',
  'lsp',
  'plan_enter',
  'plan_exit',
  'question',
  'read',
  'read_mcp_resource',
  'skill',
  'StructuredOutput',
  'task',
  'todowrite',
  'webfetch',
  'websearch',
  'write',
]);

/** The default export has the file's name; any other one is `file_export`. */
function toolNames({ name, text }: Asset): readonly string[] {
  const hasDefault = text === null || /\bexport\s+default\b|\bas\s+default\b|\bexports\b/.test(text);
  const exported = [
    ...(text ?? '').matchAll(/\bexport\s+(?:const|let|var|function|async function)\s+(\w+)/g),
  ];
  return [...(hasDefault ? [name] : []), ...exported.map((match) => `${name}_${match[1] ?? ''}`)];
}
