import { quoteName } from '../../opencode/quote-name.ts';
import { suggesting } from '../literal.ts';
import { isGit, isPinned } from '../pinned.ts';
import { knownVersion, packageName } from '../pinned-elsewhere.ts';
import { isLocalPlugin, pluginsOf } from '../plugins.ts';
import type { Rule } from '../rule.ts';

export const pluginUnpinned = {
  id: 'plugin-unpinned',
  title: 'A plugin without an exact version',
  summary: 'A plugin is installed from a package or repository without an exact version.',
  severity: 'high',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const { key, text, place } of pluginsOf(context)) {
      if (isLocalPlugin(text) || isExact(text)) continue;
      const { path, line } = place;
      const source = sourceOf(text);
      const message = `OpenCode installs the plugin ${quoteName(text)} at start-up and runs it with all rights of the user: whoever publishes the next version, or takes over the name, runs code here.`;
      const remedy = isRepository(source)
        ? 'Add the full commit to the address, after a "#".'
        : `Write "${packageName(text).slice(0, 80)}@" and the exact version that somebody has read.`;
      const version = isRepository(source) ? null : knownVersion(context, packageName(text));
      const pinned = version === null ? {} : suggesting(context, place, `${packageName(text)}@${version}`);
      yield { path, line, message, scope: key, remedy, ...pinned };
    }
  },
} satisfies Rule;

function isExact(spec: string): boolean {
  const source = sourceOf(spec);
  return source === '' || isPinned('npm', isRepository(source) && !isGit(source) ? `git+${source}` : source);
}

/** `name@git+https://…` is the repository, `name@npm:other@1.2.3` the other package. */
function sourceOf(spec: string): string {
  return (
    /^(?:@[^/@]+\/)?[^/@]+@(?:npm:)?((?:git\+|git@|git:\/\/|github:|gitlab:|bitbucket:|https?:|@?[^@]+@).*)$/s.exec(
      spec,
    )?.[1] ?? spec
  );
}

function isRepository(source: string): boolean {
  return isGit(source) || /^https?:/.test(source);
}
