export type InlineCode = {
  readonly interpreter: string;
  /** Which word is the program. */
  readonly index: number;
};

const INTERPRETERS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:ba|da|z|k|mk|a|fi|c|tc)?sh$/, /^-[a-z]*c$/i],
  [/^cmd$/, /^\/[ck]$/i],
  [/^(?:powershell|pwsh)$/, /^-(?:c|command|e|ec|enc|encodedcommand)$/i],
  [/^(?:node|bun|ruby|perl|deno)$/, /^(?:-e|-p|-pe|--eval|--print|eval)$/],
  [/^(?:python[\d.]*|php)$/, /^-[cr]$/],
];

/** The program that a command line hands to a shell or an interpreter; null when it names a file or a program. */
export function inlineCode(command: readonly string[]): InlineCode | null {
  for (const [index, word] of command.entries()) {
    const interpreter = word.replace(/^.*[\\/]/s, '').replace(/\.exe$/i, '');
    const option = INTERPRETERS.find(([name]) => name.test(interpreter))?.[1];
    if (option === undefined) continue;
    const at = command.findIndex((other, position) => position > index && !/^[-/]/.test(other));
    const options = command.slice(index + 1, at < 0 ? undefined : at);
    const evaluated = option.test('eval') && command[index + 1] === 'eval';
    if (options.some((other) => option.test(other))) return { interpreter, index: at < 0 ? index : at };
    return evaluated ? { interpreter, index: index + 2 } : null;
  }
  return null;
}
