import type { Path } from '../change/change.ts';
import { get, type Place, stringOf } from '../opencode/node.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import { configsOf, effectiveEntries } from './effective.ts';
import type { AuditContext } from './rule.ts';
import { isRepositoryFile } from './substitutions.ts';
import { textsInList } from './texts.ts';

/** A file that is not the repository's, and that OpenCode puts into a prompt by its path. */
export type PromptFile = {
  readonly file: string;
  readonly place: Pick<Place, 'path' | 'line'>;
  /** `instructions`, or the command. */
  readonly scope: string;
};

/** OpenCode reads these without a question: no permission holds for instructions and for what a command names by `@`. */
export function* foreignPromptFiles(context: AuditContext): Iterable<PromptFile> {
  for (const { root } of configsOf(context)) {
    for (const { text, place } of textsInList(get(root, 'instructions'))) {
      if (isOutside(text, place.path)) yield { file: text, place, scope: 'instructions' };
    }
  }
  for (const asset of context.project.assets.values()) {
    if (asset.kind === 'command') yield* inCommandFile(asset);
  }
  for (const { key, node } of effectiveEntries(context, 'command')) {
    const template = get(node, 'template');
    const [file] = foreignMentions(stringOf(template) ?? '');
    if (template !== undefined && file !== undefined)
      yield { file, place: template.place, scope: `command ${key}` };
  }
}

function* inCommandFile(asset: Asset): Iterable<PromptFile> {
  for (const [index, line] of asset.lines.entries()) {
    const [file] = foreignMentions(line);
    const place = { path: asset.path, line: index + 1 };
    if (file !== undefined) yield { file, place, scope: `command ${asset.name}` };
  }
}

/** An instruction: OpenCode knows `~/`, absolute and relative paths, and puts variables in before it reads them. */
function isOutside(text: string, from: Path): boolean {
  if (/^https?:/i.test(text) || OWN_RULES.test(text)) return false;
  return text.startsWith('{env:') || !isRepositoryFile(text, from);
}

/** A text in OpenCode's folder of the user, which is written for prompts. */
const OWN_RULES = /^(?:~|\{env:HOME\})\/\.config\/opencode\/(?!.*\.\.).*\.md$/s;

/** A mention begins where no word ends, and a full stop or a comma ends it. Arguments are their user's choice. */
const MENTION = /(?<![\w`])@([^\s`,]+)/g;
/** Absolute paths of other machines' kinds are text: `@/components/button` is an import. */
const SYSTEM =
  /^\/(?:dev|etc|home|media|mnt|opt|private|proc|root|run|srv|sys|tmp|usr|Users|var|Volumes)(?:\/|$)/;
const SECRET = /(?:^|\/)\.env(?!\.(?:example|sample|template|dist)$)(?:\.[^/]*)?$/;

/** What `@path` in a template names outside of the repository, or as a file of secrets, which no repository holds. */
function foreignMentions(template: string): readonly string[] {
  return [...template.matchAll(MENTION)]
    .map((match) => (match[1] ?? '').replace(/[.)\]"';:!?]+$/, ''))
    .filter(isForeignMention);
}

function isForeignMention(path: string): boolean {
  if (path.startsWith('~/') || SYSTEM.test(path) || SECRET.test(path)) return true;
  return /^[\w.][^:]*$/.test(path) && !isRepositoryFile(path, '');
}
