import type { ChangedFile, Path } from '../../change/change.ts';
import { get, itemsOf, stringOf } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { atBase } from '../before.ts';
import { configsOf } from '../effective.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';
import type { Text } from '../texts.ts';
import { touchedBlobs } from '../touched.ts';

export const instructionsChanged = {
  id: 'instructions-changed',
  title: 'What every agent is told changes',
  summary:
    'The pull request changes a file that OpenCode puts into the prompt of every agent, or the list of such files.',
  severity: 'low',
  confidence: 'high',
  category: 'governance',
  *check(context) {
    const base = atBase(context);
    if (base === null) return;
    yield* changedFiles(context);
    const had = new Set([...listed(base)].map(({ text }) => text));
    for (const { text, place } of listed(context)) {
      if (had.has(text)) continue;
      const message = `The change puts ${quoteName(text)} into the prompt of every agent.`;
      yield { path: place.path, line: place.line, message, scope: `instructions ${text}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Read it as an order to every agent: what it tells them to skip, to trust, to send or to run. Give the file an owner in CODEOWNERS.';

/** Files that OpenCode takes by their name; a deleted one, too. */
function* changedFiles(context: AuditContext): Iterable<Hit> {
  for (const file of context.change.files) {
    const now = instructionsAt(context.project.assets.get(file.path));
    const before = instructionsAt(context.base?.assets.get(file.basePath));
    if (isSame(now, before)) continue;
    const line = now === null ? 0 : firstAdded(file);
    const message = `${verbFor(now, before)}: OpenCode puts this file into the prompt of every agent that works here.`;
    const identity = `content\n${now?.text ?? touchedBlobs(file.path, context)}`;
    yield { path: file.path, line, message, identity, remedy: REMEDY };
  }
}

/** Also for a file that is none on either side; one that was not read is never the same. */
function isSame(now: Asset | null, before: Asset | null): boolean {
  if (now === null || before === null) return now === before;
  return now.text === before.text && now.text !== null;
}

function firstAdded({ hunks }: ChangedFile): number {
  const added = hunks.flatMap((hunk) => hunk.lines).find((line) => line.kind === 'added');
  return added?.headLine ?? 0;
}

function instructionsAt(asset: Asset | undefined): Asset | null {
  return asset?.kind === 'instructions' ? asset : null;
}

function verbFor(now: Asset | null, before: Asset | null): string {
  if (now === null) return 'The change takes these instructions away';
  return before === null ? 'The change adds instructions' : 'The change rewrites these instructions';
}

/** The files and globs under `instructions`; addresses are instructions-remote's. */
function* listed(context: AuditContext): Iterable<Text & { readonly from: Path }> {
  for (const { asset, root } of configsOf(context)) {
    for (const item of itemsOf(get(root, 'instructions'))) {
      const text = stringOf(item);
      if (text === undefined || /^https?:/i.test(text)) continue;
      yield { key: 'instructions', text, place: item.place, from: asset.path };
    }
  }
}
