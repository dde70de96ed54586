import type { AssetKind } from '../../opencode/locate.ts';
import { hiddenIn } from '../hidden-text.ts';
import type { Rule } from '../rule.ts';

export const agentHiddenInstructions = {
  id: 'agent-hidden-instructions',
  title: 'Text that people do not see and the model reads',
  summary:
    'A prompt, skill or configuration has invisible characters, or orders in a comment that no page shows.',
  severity: 'high',
  confidence: 'medium',
  category: 'governance',
  *check({ project }) {
    for (const asset of project.assets.values()) {
      if (asset.text === null || !isForTheModel(asset.kind, asset.name)) continue;
      for (const { line, endLine, message, remedy, plain } of hiddenIn(asset.lines)) {
        const hit = { path: asset.path, line, message, remedy };
        const lines = endLine === line ? {} : { endLine };
        yield plain === null ? { ...hit, ...lines } : { ...hit, ...lines, suggestion: plain };
      }
    }
  },
} satisfies Rule;

const KINDS: ReadonlySet<AssetKind> = new Set([
  'agent',
  'command',
  'config',
  'instructions',
  'mode',
  'plugin',
  'skill',
  'tool',
]);

function isForTheModel(kind: AssetKind, name: string): boolean {
  return KINDS.has(kind) || (kind === 'other' && /\.(?:md|mdc|txt|ya?ml|[cm]?[jt]s)$/i.test(name));
}
