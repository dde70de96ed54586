import type { Place } from '../../opencode/node.ts';
import { get, type Node, stringOf } from '../../opencode/node.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { effectiveEntries } from '../effective.ts';
import { isPinnedGit } from '../pinned.ts';
import type { Rule } from '../rule.ts';

export const referencesRemote = {
  id: 'references-remote',
  title: 'A reference to another repository',
  summary: 'OpenCode clones another repository, at whatever its branch holds, and lets every agent read it.',
  severity: 'medium',
  confidence: 'high',
  category: 'supply-chain',
  *check(context) {
    for (const kind of ['references', 'reference']) {
      for (const { key, node } of effectiveEntries(context, kind)) {
        const remote = repositoryOf(node);
        if (remote === null || isPinnedGit(remote.text)) continue;
        const { path, line } = remote.place;
        const message = `OpenCode clones ${quoteName(remote.text)} as the reference ${quoteName(key)} and opens it to every agent: whoever writes to it writes what the agents here read, and no diff shows it.`;
        yield { path, line, message, scope: `${kind}.${key}`, remedy: REMEDY };
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Copy what the agents need into the repository, or add the other repository as a submodule and refer to its path.';

type Remote = { readonly text: string; readonly place: Place };

function repositoryOf(node: Node): Remote | null {
  const repository = get(node, 'repository');
  const text = stringOf(repository);
  if (repository !== undefined && text !== undefined) return { text, place: repository.place };
  const direct = stringOf(node);
  const isAddress = direct !== undefined && /^(?:[a-z+]+:\/\/|git@|github:)/i.test(direct);
  return isAddress ? { text: direct, place: node.place } : null;
}
