import type { Path } from '../../change/change.ts';
import { get, itemsOf, type Node, stringOf } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
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
      if (isPluginFile(asset)) yield hitForFile(asset, context);
      if (asset.kind === 'config' && asset.root !== null) yield* hitsInConfig(asset, asset.root, context);
    }
  },
} satisfies Rule;

const REMEDY =
  'Keep plugins in a reviewed package at an exact version, or have the owners of the repository accept this one in the policy.';

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

function* hitsInConfig(asset: Asset, root: Node, context: AuditContext): Iterable<Hit> {
  for (const key of ['plugin', 'plugins']) {
    for (const item of itemsOf(get(root, key))) {
      const spec = stringOf(item) ?? stringOf(itemsOf(item)[0]);
      if (spec === undefined || !isLocal(spec)) continue;
      const { path, line } = item.place;
      const message =
        'OpenCode runs this local plugin at start-up with all rights of the user, whatever the permissions say.';
      const target = resolve(asset.path, spec);
      const scope = `${key} ${target === null ? '' : touchedBlobs(target, context)}`;
      yield { path, line, message, scope, remedy: REMEDY };
    }
  }
}

function isLocal(spec: string): boolean {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|~|file:|[A-Za-z]:[\\/])/.test(spec);
}

function resolve(from: Path, spec: string): Path | null {
  if (!spec.startsWith('.')) return null;
  const way = from.split('/').slice(0, -1);
  for (const step of spec.split(/[\\/]/)) {
    if (step === '..') way.pop();
    else if (step !== '.' && step !== '') way.push(step);
  }
  return way.join('/');
}
