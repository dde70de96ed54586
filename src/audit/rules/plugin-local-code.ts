import type { Path } from '../../change/change.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { isCurrent } from '../../policy/expired.ts';
import { isLocalPlugin, pluginPath, pluginsOf } from '../plugins.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';
import { touchedBlobs } from '../touched.ts';

export const pluginLocalCode = {
  id: 'plugin-local-code',
  title: 'Code of the repository runs at start-up',
  summary: 'A plugin in the repository runs as soon as OpenCode starts in it, before any permission applies.',
  severity: 'high',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      if (isPluginFile(asset) && !isApproved(asset.path, context)) yield hitForFile(asset, context);
    }
    yield* hitsInConfigs(context);
  },
} satisfies Rule;

const REMEDY =
  'Keep plugins in a reviewed package at an exact version, or have the owners of the repository approve the path under "plugins" in the policy; a change of its code is then still a finding.';

function isPluginFile(asset: Asset): boolean {
  if (asset.kind === 'plugin') return true;
  return asset.kind === 'other' && /^plugins?\/.*\.[cm]?[jt]sx?$/s.test(asset.name);
}

/** Recognised by its whole content: whoever changes the plugin changes what runs. */
function hitForFile(asset: Asset, context: AuditContext): Hit {
  const message =
    asset.kind === 'plugin'
      ? 'OpenCode runs this file at start-up with all rights of the user, whatever the permissions say; --pure does not stop it under "opencode run".'
      : 'Plugins beside this file can import it; it then runs at start-up with all rights of the user.';
  const identity = `content\n${asset.text ?? touchedBlobs(asset.path, context)}`;
  return { path: asset.path, line: 0, message, identity, remedy: REMEDY };
}

function* hitsInConfigs(context: AuditContext): Iterable<Hit> {
  for (const { key, text, place } of pluginsOf(context)) {
    const { path, line } = place;
    const target = pluginPath(path, text);
    if (!isLocalPlugin(text) || (target !== null && isApproved(target, context))) continue;
    const message =
      'OpenCode runs this local plugin at start-up with all rights of the user, whatever the permissions say.';
    const scope = `${key} ${target === null ? '' : touchedBlobs(target, context)}`;
    yield { path, line, message, scope, remedy: REMEDY };
  }
}

/** The owners approved the code that the base has; what a change makes of it they have not seen. */
function isApproved(path: Path, context: AuditContext): boolean {
  const { policy, today } = context;
  const isListed = policy.plugins.some(
    (entry) => entry.plugin.replace(/^\.\//, '') === path && isCurrent(entry, today),
  );
  return isListed && touchedBlobs(path, context) === '';
}
