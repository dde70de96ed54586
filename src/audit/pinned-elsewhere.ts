import { parseJsonc } from '../opencode/jsonc.ts';
import { get, type Node, stringOf } from '../opencode/node.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import type { AuditContext } from './rule.ts';

const EXACT = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/** The name of an npm package without its version or tag. */
export function packageName(spec: string): string {
  const at = spec.indexOf('@', 1);
  return at < 0 ? spec : spec.slice(0, at);
}

/**
 * The exact version of a package that the repository itself names: in a `package.json` or its lock file beside the
 * OpenCode configuration. Null when it names none, or more than one.
 */
export function knownVersion({ project }: AuditContext, name: string): string | null {
  const named = [...project.assets.values()].flatMap((asset) =>
    asset.kind === 'manifest' && asset.path.endsWith('.json') ? versionsIn(asset, name) : [],
  );
  const [only, ...others] = [...new Set(named)];
  return only !== undefined && others.length === 0 ? only : null;
}

/** Many packages are looked up in the same file. */
const READ = new WeakMap<Asset, Node>();

function versionsIn(asset: Asset, name: string): readonly string[] {
  const root = READ.get(asset) ?? parseJsonc(asset.text ?? '', asset.path).root ?? undefined;
  if (root === undefined) return [];
  READ.set(asset, root);
  const direct = ['dependencies', 'devDependencies', 'optionalDependencies'].map((key) =>
    get(get(root, key), name),
  );
  const locked = get(get(get(root, 'packages'), `node_modules/${name}`), 'version');
  return [...direct, locked].flatMap((node) => {
    const version = stringOf(node);
    return version !== undefined && EXACT.test(version) ? [version] : [];
  });
}
