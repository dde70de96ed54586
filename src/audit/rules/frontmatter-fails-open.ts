import type { Rule } from '../rule.ts';

export const frontmatterFailsOpen = {
  id: 'frontmatter-fails-open',
  title: 'An agent loads without its restrictions',
  summary:
    'OpenCode cannot read the front matter of an agent, drops it, and loads the agent with no restriction at all.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check({ project }) {
    for (const asset of project.assets.values()) {
      if (asset.kind !== 'agent' && asset.kind !== 'mode') continue;
      for (const { kind, path, line, message } of asset.problems) {
        if (kind !== 'fails-open') continue;
        const evidence = asset.lines[line - 1] ?? '';
        const suggestion = quotedKey(evidence);
        const hit = { path, line, message, scope: message, remedy: REMEDY };
        yield suggestion === null ? hit : { ...hit, suggestion };
      }
    }
  },
} satisfies Rule;

const REMEDY = 'Correct the front matter; in YAML, a key such as * or *.env must be in quotes.';

/** `*: deny` and `*.env: deny` only lack their quotes. */
function quotedKey(line: string): string | null {
  if (line.length > 300) return null;
  const match = /^(\s*)([*][^\s:'"]*|[^\s:'"]*[*][^:'"]*?)(\s*:\s*(?:allow|ask|deny)\s*)$/.exec(line);
  return match === null ? null : `${match[1] ?? ''}"${match[2] ?? ''}"${match[3] ?? ''}`;
}
