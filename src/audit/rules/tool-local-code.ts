import type { Asset } from '../../opencode/parse-asset.ts';
import type { Rule } from '../rule.ts';
import { touchedBlobs } from '../touched.ts';

export const toolLocalCode = {
  id: 'tool-local-code',
  title: 'A tool of the repository is code that runs at start-up',
  summary:
    'A tool file in the repository is imported when OpenCode starts in it, before any permission applies.',
  severity: 'high',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      if (!isToolFile(asset)) continue;
      const message =
        asset.kind === 'tool'
          ? 'OpenCode imports this file when it starts, with all rights of the user; --pure does not stop it. When the model calls the tool, no question is asked: only a denial of the whole tool holds.'
          : 'Tools beside this file can import it; it then runs when OpenCode starts, with all rights of the user.';
      const identity = `content\n${asset.text ?? touchedBlobs(asset.path, context)}`;
      yield { path: asset.path, line: 0, message, identity, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Offer the tool as an MCP server at an exact version, or have the owners of the repository read this file and accept the finding by its fingerprint in the policy.';

function isToolFile(asset: Asset): boolean {
  return asset.kind === 'tool' || (asset.kind === 'other' && /^tools?\/.*\.[cm]?[jt]sx?$/s.test(asset.name));
}
