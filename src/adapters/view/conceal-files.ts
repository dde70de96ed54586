import type { Placeholders } from '../../review/placeholders.ts';
import type { Chosen, LeftOut } from './choose-files.ts';

/** A file of the view before it is written: UTF-8. */
export type Filled = { readonly file: Chosen; readonly bytes: Uint8Array };

const TOO_MANY = 'It holds more credentials than can be replaced.';

/**
 * The files with placeholders in place of credentials, line for line. All of them are searched before one is
 * written, since what one file gives away as a credential may stand bare in another.
 */
export async function concealFiles(filled: readonly Filled[], placeholders: Placeholders) {
  const texts = filled.map(({ file, bytes }) => ({ path: file.path, text: UTF8.decode(bytes) }));
  const shown = await placeholders.replaceIn(texts);
  const leftOut: LeftOut[] = [];
  const kept = filled.flatMap((one, index): readonly Filled[] => {
    const text = shown[index] ?? null;
    if (text === null) leftOut.push({ path: one.file.path, why: TOO_MANY });
    if (text === null || text === texts[index]?.text) return text === null ? [] : [one];
    return [{ ...one, bytes: Buffer.from(text, 'utf8') }];
  });
  return { filled: kept, leftOut };
}

/** A byte order mark stays where it was. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
