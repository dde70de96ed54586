import { basename } from 'node:path';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import type { Change } from '../../../src/change/change.ts';
import type { View } from '../../../src/ports.ts';
import type { Defence } from '../case.ts';
import type { Place } from './place.ts';
import { type Pull, walk } from './repository.ts';

/** What the gate reads of a pull request, and the view that it makes; `directory` is another clone to read from. */
export async function readPull(place: Place, pull: Pull, directory = pull.repository.directory) {
  const repository = gitRepository({ directory, temporary: place.folder('git'), fetch: 'never' });
  place.after(() => repository.close());
  const range = await repository.resolveRange(pull.base, pull.head);
  const change: Change = await repository.readChange(range);
  const view = await repository.writeView(range.head, change);
  place.after(() => view.remove());
  return { repository, range, change, view };
}

/** The head as the agent gets it: the gate's view, or, with the defence off, the raw tree as it was checked out. */
export async function viewFor(place: Place, pull: Pull, defence: Defence): Promise<View> {
  if (defence === 'on') return (await readPull(place, pull)).view;
  return rawView(pull.checkout());
}

export function rawView(directory: string): View {
  return { directory, renamed: new Map(), leftOut: [], remove: () => Promise.resolve() };
}

/** Names that OpenCode, other agents, their runtimes, git or ripgrep obey, in whatever folder they lie. */
const OBEYED =
  /^(?!.*\.pr-file$)(?:opencode\.jsonc?|\.opencode|\.agents|\.claude|agents\.md|claude\.md|context\.md|\.mcp\.json|\.env|\.env\..*|\.npmrc|bunfig\.toml|\.ignore|\.rgignore|\.gitignore|\.gitattributes|\.gitmodules|\.lfsconfig|\.git)$/iu;

/** What of a view a program would still obey, and every link in it; null when there is nothing. */
export function obeyedIn({ directory }: View): string | null {
  const found = walk(directory).filter(({ path, isLink }) => isLink || OBEYED.test(basename(path)));
  return found.length === 0 ? null : `keeps ${found.map(({ path }) => path).join(', ')}`.slice(0, 200);
}
