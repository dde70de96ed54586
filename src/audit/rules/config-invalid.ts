import type { Asset } from '../../opencode/parse-asset.ts';
import type { Problem, ProblemKind } from '../../opencode/problem.ts';
import type { Rule } from '../rule.ts';
import { touchedBlobs } from '../touched.ts';

export const configInvalid = {
  id: 'config-invalid',
  title: 'A file does not mean what it says',
  summary: 'OpenCode refuses, drops or misreads a file, or the audit could not read it.',
  severity: 'high',
  confidence: 'high',
  category: 'configuration',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      for (const { kind, path, line, message } of asset.problems) {
        if (isElsewhere(kind, asset)) continue;
        const unread = kind === 'unreadable' ? touchedBlobs(path, context) : '';
        yield { path, line, message, scope: `${kind} ${message} ${unread}`, remedy: remedyFor(kind) };
      }
    }
  },
} satisfies Rule;

/** Two kinds have rules of their own: frontmatter-executes, and frontmatter-fails-open for agents. */
function isElsewhere(kind: ProblemKind, asset: Asset): boolean {
  if (kind === 'executes') return true;
  return kind === 'fails-open' && (asset.kind === 'agent' || asset.kind === 'mode');
}

function remedyFor(kind: Problem['kind']): string {
  const remedies: Readonly<Record<ProblemKind, string>> = {
    refused: 'Correct the value; the schema is at https://opencode.ai/config.json.',
    'fails-open': 'Correct the front matter; in YAML, a key such as * or *.env must be in quotes.',
    skipped: 'Correct the front matter, or the agent does not exist.',
    executes: 'Write the front matter as YAML, between two lines of ---.',
    unreadable: 'Put a plain file of ordinary size in its place: what cannot be read cannot be audited.',
    ambiguous: 'Save the file as UTF-8.',
  };
  return remedies[kind];
}
