import type { AssetFile } from './asset.ts';
import type { Place } from './node.ts';
import { type Problem, problem } from './problem.ts';

/** `text` is null for what was not read. A byte order mark is dropped, as OpenCode's runtime does. */
export type AssetText = { readonly text: string | null; readonly problems: readonly Problem[] };

/** The text of an asset, or why it has none. A link is judged by {@link linkProblem}, not here. */
export function readText(file: AssetFile): AssetText {
  const start: Place = { path: file.path, line: 0, column: 0 };
  if (file.size > file.bytes.length) {
    return {
      text: null,
      problems: [problem('unreadable', start, 'The file is larger than 1 MiB, so it was not read.')],
    };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(file.bytes), problems: [] };
  } catch {
    const message = 'The file is not UTF-8: OpenCode reads other text than an editor may show.';
    return {
      text: new TextDecoder('utf-8').decode(file.bytes),
      problems: [problem('ambiguous', start, message)],
    };
  }
}

/** For a text against which nothing else is said: every reader takes these bytes otherwise. */
export function zeroBytes(text: string, path: string): readonly Problem[] {
  const at = text.indexOf('\0');
  if (at < 0) return [];
  const line = text.slice(0, at).split('\n').length;
  const message =
    'The file has zero bytes in it, as text in another encoding than UTF-8 has: OpenCode reads other text than an editor may show.';
  return [problem('ambiguous', { path, line, column: 0 }, message)];
}
