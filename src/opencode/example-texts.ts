const WHOLE: Readonly<Record<string, string>> = {
  bash: 'any-command',
  read: 'any-file.txt',
  edit: 'any-file.txt',
  external_directory: '/any-folder/*',
  webfetch: 'https://example.com/',
  task: 'any-agent',
  skill: 'any-skill',
  doom_loop: 'any-tool',
};

/** What people would name as an example of a pattern of this key; the first that fits is taken. */
export function examplesOf(key: string, pattern: string): readonly string[] {
  const text = pattern.replaceAll(/\*+/g, '*').replaceAll('?', 'x');
  if (text === '*')
    return [(Object.hasOwn(WHOLE, key) ? WHOLE[key] : undefined) ?? 'anything', 'anything', ''];
  // `.env` for `*.env`, `.env.local` for `*.env.*`, `npm publish` for `npm publish*`, `git anything` for `git *`.
  const short = text.replace(/^\*(?=\.)/, '').replace(/(?<=[\w"')])\*$/, '');
  return [short.replace(/\.\*$/, '.local'), short, text].map((one) => one.replaceAll('*', 'anything'));
}
