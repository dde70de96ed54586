import { parseJsonc } from '../../opencode/jsonc.ts';
import { entriesOf, get, stringOf } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { suggesting } from '../literal.ts';
import { knownVersion } from '../pinned-elsewhere.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const dependenciesInOpencodeDir = {
  id: 'dependencies-in-opencode-dir',
  title: 'Packages that OpenCode installs when it starts',
  summary: 'A package.json or .npmrc inside .opencode makes OpenCode install code that is not exactly named.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const asset of context.project.assets.values()) {
      if (asset.kind !== 'manifest' || asset.text === null) continue;
      if (asset.name === 'package.json') yield* looseDependencies(asset, asset.text, context);
      if (asset.name === '.npmrc') yield* redirects(asset);
    }
  },
} satisfies Rule;

const EXACT = /^(?:npm:(?:@[\w.-]+\/)?[\w.-]+@)?v?=?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
const COMMIT = /#[0-9a-f]{40}$/;

function* looseDependencies(asset: Asset, text: string, context: AuditContext): Iterable<Hit> {
  const { root } = parseJsonc(text, asset.path);
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const { key, node } of entriesOf(get(root ?? undefined, kind))) {
      const spec = stringOf(node);
      // Types are for editors; nothing imports them.
      if (spec === undefined || key.startsWith('@types/') || EXACT.test(spec) || COMMIT.test(spec)) continue;
      const { path, line } = node.place;
      const message = `OpenCode installs ${quoteName(key)} at ${quoteName(spec)} into this folder whenever it starts here: whoever publishes the next version puts code beside the plugins and tools that import it.`;
      const remedy = 'Write the exact version, and keep the lock file beside it.';
      const version = knownVersion(context, key);
      const pinned = version === null ? {} : suggesting(context, node.place, version);
      yield { path, line, message, scope: `${kind}.${key}`, remedy, ...pinned };
    }
  }
}

/** OpenCode's installer reads this file as npm does. */
function* redirects(asset: Asset): Iterable<Hit> {
  for (const [index, text] of asset.lines.entries()) {
    const key = /^\s*((?:@[\w.-]+:)?registry|proxy|https-proxy|strict-ssl|cafile|ca)\s*=/i.exec(text)?.[1];
    if (key === undefined || /^\s*strict-ssl\s*=\s*true\s*$/i.test(text)) continue;
    const message = `The setting ${quoteName(key)} decides where OpenCode gets the packages that it installs and imports when it starts here, its own plugin interface included.`;
    const remedy =
      'Remove the line; a mirror of the company belongs into the settings of the machine, which no pull request can change.';
    yield { path: asset.path, line: index + 1, message, remedy };
  }
}
