import { type HostileCase, judge } from '../case.ts';
import { briefsOf } from '../kit/brief.ts';
import { makePull, plainGit } from '../kit/repository.ts';

const CODE = 'require("child_process").exec(evil)';
const bytes = (...list: readonly number[]) => Buffer.from(list);
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

/** A file whose bytes hide something, and a text that a reviewer of it has to see. */
const WAYS: Readonly<Record<string, readonly [content: Buffer, seen: string]>> = {
  'UTF-16, little end first': [Buffer.concat([bytes(0xff, 0xfe), Buffer.from(`${CODE}\n`, 'utf16le')]), CODE],
  'UTF-16, big end first': [Buffer.concat([bytes(0xfe, 0xff), swapped(`${CODE}\n`)]), CODE],
  'a NUL at the start': [Buffer.from(`\0\n${CODE}\n`), CODE],
  'a NUL in a comment': [Buffer.from(`/*\0*/ ${CODE}\n`), CODE],
  // A decoder that takes too long forms reads "../" here; one that does not shows three question marks.
  'too long a form': [
    Buffer.concat([Buffer.from('open("'), bytes(0xc0, 0xae, 0xc0, 0xae, 0xc0, 0xaf), Buffer.from('etc")\n')]),
    'open("\u00c0\u00ae\u00c0\u00ae\u00c0\u00afetc")',
  ],
  'half of a pair': [
    Buffer.concat([Buffer.from('allow("'), bytes(0xed, 0xa0, 0x80), Buffer.from('")\n')]),
    'allow("\u00ed\u00a0',
  ],
  'bytes of no encoding': [
    Buffer.concat([
      Buffer.from('const '),
      bytes(0xe9),
      Buffer.from(' = 1, '),
      bytes(0xe8),
      Buffer.from(' = 2\n'),
    ]),
    'const \u00e9 = 1, \u00e8 = 2',
  ],
};

export const hostile: HostileCase = {
  number: 37,
  title: 'Encodings that hide code from the diff, or show two texts as one',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const path = (name: string) => `${name.replaceAll(/\W+/gu, '-')}.ts`;
    const files = Object.entries(WAYS).map(([name, [content]]) => [path(name), content] as const);
    const pull = makePull(place, { head: Object.fromEntries(files) });
    const shown =
      defence === 'off'
        ? await plainGit(pull.repository.directory, ['diff', pull.base, pull.head])
        : (await briefsOf(place, pull)).texts.join('\n');
    const sections = shown.split(defence === 'off' ? /^diff --git /mu : /^=== /mu);
    const hidden = (name: string, seen: string) => {
      const section =
        sections.find((text) => text.startsWith(`${defence === 'off' ? 'a/' : ''}${path(name)} `)) ?? '';
      // Escapes of what cannot be seen are as good as the characters.
      const read = section.replaceAll(/\\u\{([0-9a-f]+)\}/gu, (_, hex: string) =>
        String.fromCodePoint(Number.parseInt(hex, 16)),
      );
      return read.includes(seen) ? null : 'not shown as it is';
    };
    return judge(
      defence,
      Object.fromEntries(Object.entries(WAYS).map(([name, [, seen]]) => [name, hidden(name, seen)])),
    );
  },
};
