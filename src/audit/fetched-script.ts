const FETCH = /\b(?:curl|wget|irm|iwr|Invoke-RestMethod|Invoke-WebRequest)\b/i;
const NAMES = String.raw`(?:[^\s;&|(]*/)?(?:(?:ba|da|z|k|fi)?sh|python[\d.]*|node|bun|deno|ruby|perl|php|iex|Invoke-Expression)`;
/** Of `sudo` and its like; a value does not look like an option, so that there is one way to read them. */
const OPTIONS = String.raw`(?:\s+-[gu]\s+[^\s-]\S*|\s+-\S+)*`;
const BEFORE = String.raw`(?:(?:(?:sudo|exec|(?:[^\s;&|(]*/)?env)${OPTIONS}|[A-Z_]+=\S+)\s+)*`;
const INTERPRETER = new RegExp(`^${NAMES}$`, 'i');
const PIPED = new RegExp(String.raw`\|\s*${BEFORE}${NAMES}(?![\w.-])`, 'i');
const PUT_IN = /(?:<\(|\$\(|`)\s*(?:curl|wget)\b/;
const TAKES_CODE = new RegExp(
  String.raw`(?:^|[\s;&|(])(?:eval|source|\.|${NAMES}(?:\s+-\S+)*)\s+["']?$`,
  'i',
);
const CHECKED = /\b(?:sha\d*sum|shasum|gpgv?|cosign|minisign)\b/;
const SAVED = /(?:\s-[A-Za-z]*[oO]\s*|\s--output(?:-document)?[\s=]|>\s*)([^\s;&|<>"'-][^\s;&|<>"']*)/;

/** UTF-16 units: a hostile line is not to cost time, and nobody reads a longer one to its end. */
const MAX_UNITS = 8_000;

/** Whether a line of shell runs what it fetches from the network, unchecked: `curl … | sh` and its other spellings. */
export function runsWhatItFetches(line: string): boolean {
  const fetch = line.search(FETCH);
  if (fetch < 0) return false;
  // What comes behind that many units is taken for the worst: they may stand there to hide it.
  if (line.length > MAX_UNITS) return true;
  if (PIPED.test(line.slice(fetch))) return true;
  const put = line.search(PUT_IN);
  if (put >= 0 && TAKES_CODE.test(line.slice(0, put))) return true;
  return !CHECKED.test(line) && runsSaved(line.slice(fetch));
}

/** `curl -o f … && sh f`. */
function runsSaved(text: string): boolean {
  const name = SAVED.exec(text)?.[1];
  if (name === undefined) return false;
  const commands = text.split(/[;&|\n]+/).slice(1);
  return commands.some((command) => {
    const [first = '', ...rest] = command.split(/[\s"']+/).filter((word) => word !== '');
    return isFile(first, name) || (INTERPRETER.test(first) && rest.some((word) => isFile(word, name)));
  });
}

function isFile(word: string, name: string): boolean {
  return word.replace(/^\.\//, '') === name.replace(/^\.\//, '');
}
