import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, mutantsOf } from '../mutant.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const ESCAPE = 'src/report/escape';
/** Who attacks what is written for people, and for the runner. */
const OUTPUT = [109, 18, 79] as const;

const encoder = mutantsOf('encoder', `${ESCAPE}/`);

/** Steps of the Markdown encoder that another one covers, by what they look for. */
const COVERED: Readonly<Record<string, string>> = {
  ".replaceAll('>', '&gt;')": 'Alone it opens nothing but a quotation, and every text stands in one of ours.',
  [String.raw`.replace(/^(\d+)([.)])/u, '$1\\$2')`]: 'A list in one of our quotations shows the same words.',
};

/** `markdownText` without one of its steps, each in turn. */
function markdownSteps(): readonly Mutant[] {
  const file = 'markdown.ts';
  const text = readFileSync(join(ROOT, ESCAPE, file), 'utf8');
  const body = text.slice(
    text.indexOf('export function markdownText'),
    text.indexOf('/** Foreign prose of several'),
  );
  return [...body.matchAll(/^ {4}(\.replace(?:All)?\(.*\))(;?)$/gmu)].map(([line, step = '', end = '']) =>
    encoder(
      `Markdown without ${step}`,
      [file, `${line}\n`, end === '' ? '' : '    .toString();\n'],
      [104, 106, 105, 108],
      COVERED[step],
    ),
  );
}

/** Every encoder, step by step. */
export const ENCODER_MUTANTS: readonly Mutant[] = [
  ...markdownSteps(),
  encoder(
    'code spans with a short fence',
    ['markdown.ts', "const fence = '`'.repeat(longestRun(content) + 1);", "const fence = '`';"],
    [18, 104],
  ),
  encoder(
    'code blocks with a short fence',
    [
      'markdown.ts',
      "const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));",
      "const fence = '```';",
    ],
    [104, 105, 107],
  ),
  encoder(
    'bars end cells',
    [
      'markdown.ts',
      "return markdownCode(name).replace(/(\\\\*)\\|/gu, '$1$1\\\\|');",
      'return markdownCode(name);',
    ],
    [18],
  ),
  encoder(
    'invisible characters stay',
    ['visible.ts', 'return text.replace(UNSEEN, writtenOut);', 'return text;'],
    [...OUTPUT],
  ),
  encoder(
    'only line feeds end a line',
    ['visible.ts', 'const BREAK = /\\r\\n|[\\r\\n\\u0085\\u2028\\u2029]/u;', 'const BREAK = /\\n/u;'],
    [109, 105, 104],
    'What else ends a line is written out as an invisible character then.',
  ),
  encoder(
    'commands at the start of a line',
    ['log-safe.ts', ".replace(AT_START, '$1\\\\:')", ''],
    [...OUTPUT],
  ),
  encoder(
    'commands inside of a line',
    ['log-safe.ts', ".replace(/#(?=\\t*#\\t*\\[)/gu, '#\\\\')", ''],
    [...OUTPUT],
  ),
  encoder('percent signs in commands', ['command.ts', ".replaceAll('%', '%25')", ''], [18]),
  encoder('line feeds in commands', ['command.ts', ".replaceAll('\\n', '%0A')", ''], [109, 18, 111]),
  encoder(
    'carriage returns in commands',
    ['command.ts', ".replaceAll('\\r', '%0D')", ''],
    [109, 18],
    'None is left when the text was made safe for the log.',
  ),
  encoder('colons in properties', ['command.ts', ".replaceAll(':', '%3A')", ''], [111, 18]),
  encoder('commas in properties', ['command.ts', ".replaceAll(',', '%2C')", ''], [111, 18]),
  encoder(
    'names with breaks in properties',
    ['command.ts', 'commandData(visibleName(text))', 'commandData(text)'],
    [18, 111],
  ),
  encoder('commands in JSON', ['json.ts', ".replace(/#(?=#\\[)/gu, '\\\\u0023')", ''], [109, 18, 112]),
  encoder(
    'invisible characters in JSON',
    ['json.ts', 'return text.replace(HIDDEN, writtenOut)', 'return text'],
    [109, 79],
    'What an agent reports has them written out when it is read, and names when they are shown.',
  ),
];
