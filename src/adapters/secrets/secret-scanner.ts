import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { z } from 'zod';
import { type FoundSecret, SECRETS_PER_RULE } from '../../audit/secrets.ts';
import type { SecretScanner } from '../../ports.ts';
import { isPlaceholder } from './placeholder.ts';
import { whatIs } from './what.ts';

/**
 * secretlint's rules, run by ourselves: only where they found something is taken (their messages hold the
 * credential), a comment in the file cannot switch them off, and each stops at a bound.
 */
export function secretScanner(): SecretScanner {
  return {
    async find(texts) {
      const found: (readonly FoundSecret[])[] = [];
      // Most files are the same on both sides.
      const known = new Map<string, readonly FoundSecret[]>();
      let since = 0;
      for (const { path, text } of texts) {
        const key = `${path}\0${text}`;
        const list = known.get(key) ?? (await findIn(path, text));
        known.set(key, list);
        found.push(list);
        since += text.length;
        if (since < BREATH) continue;
        since = 0;
        await setImmediate();
      }
      return found;
    },
  };
}

/** Characters after which others get their turn: a run that is told to end must hear it. */
const BREATH = 4 * 1024 * 1024;

/** In the text itself this can only make the scanner blind. */
const FILTER = '@secretlint/secretlint-rule-filter-comments';

type Source = { readonly content: string; readonly filePath: string; readonly ext: string };
type Report = { readonly range: readonly [number, number]; readonly message: Translated };
/** What a message would be made of: the credential is among it. */
type Translated = { readonly data: Readonly<Record<string, unknown>> };
type Context = {
  readonly sharedOptions: object;
  readonly createTranslator: () => (id: string, data?: Translated['data']) => Translated;
  readonly ignore: () => void;
  readonly report: (report: Report) => void;
};
type Create = (context: Context, options: object) => { readonly file?: (source: Source) => unknown };

const SCANNERS = z
  .array(
    z.object({
      meta: z.object({ id: z.string() }),
      create: z.custom<Create>((value) => typeof value === 'function'),
    }),
  )
  .parse(rules)
  .filter(({ meta }) => meta.id !== FILTER);

async function findIn(path: string, text: string): Promise<readonly FoundSecret[]> {
  const found: FoundSecret[] = [];
  const source: Source = { content: text, filePath: path, ext: extname(path) };
  for (const { meta, create } of SCANNERS) {
    let count = 0;
    const report = (one: Report): void => {
      count += 1;
      if (count > SECRETS_PER_RULE) throw ENOUGH;
      const { start, end } = placeOf(one, text);
      if (!isPlaceholder(text.slice(start, end))) found.push({ start, end, what: whatIs(meta.id) });
    };
    const translate =
      () =>
      (_id: string, data: Translated['data'] = {}) => ({ data });
    const rule = create(
      { sharedOptions: {}, createTranslator: translate, ignore: () => undefined, report },
      {},
    );
    await runUntilEnough(() => rule.file?.(source));
  }
  return found;
}

/**
 * Some scanners give the length of the credential from where the name before it begins: half of it would be seen.
 * Others take what closes an address, such as a quote, for a part of it.
 */
function placeOf({ range, message }: Report, text: string): Pick<FoundSecret, 'start' | 'end'> {
  const length = range[1] - range[0];
  const value = Object.values(message.data).find((one) => typeof one === 'string' && one.length === length);
  const at = typeof value === 'string' ? text.indexOf(value, range[0]) : -1;
  const start = at < 0 ? range[0] : at;
  const found = text.slice(start, start + length);
  return {
    start,
    end: start + (/^[a-z+:]+:\/\//i.test(found) ? found.replace(/["'`)\]}>,;]+$/, '') : found).length,
  };
}

const ENOUGH = new Error('enough');

async function runUntilEnough(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
}
