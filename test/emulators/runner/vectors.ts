// What GitHub's runner (MIT) says about itself in its own unit tests, as facts: what goes in, what comes out.

export type Parsed = {
  readonly line: string;
  /** Null for a line that is no command. */
  readonly properties: Readonly<Record<string, string>> | null;
  readonly data?: string;
};

/** `##[name key=value;]data`, anywhere in a line; the command is `do-something`. */
export const BRACKET_LINES: readonly Parsed[] = [
  { line: '##[do-something k1=v1;]msg', properties: { k1: 'v1' }, data: 'msg' },
  { line: '##[do-something]', properties: {}, data: '' },
  {
    line: '##[do-something k1=%3B=%0D=%0A=%5D;]%3B-%0D-%0A-%5D',
    properties: { k1: ';=\r=\n=]' },
    data: ';-\r-\n-]',
  },
  {
    line: '##[do-something k1=%253B=%250D=%250A=%255D;]%253B-%250D-%250A-%255D',
    properties: { k1: '%3B=%0D=%0A=%5D' },
    data: '%3B-%0D-%0A-%5D',
  },
  { line: '##[do-something k1=;k2=;]', properties: {}, data: '' },
  { line: '>>>   ##[do-something k1=v1;]msg', properties: { k1: 'v1' }, data: 'msg' },
];

/** `::name key=value,key=value::data`, behind blanks alone. */
export const COLON_LINES: readonly Parsed[] = [
  { line: '::do-something k1=v1,::msg', properties: { k1: 'v1' }, data: 'msg' },
  { line: '::do-something::', properties: {}, data: '' },
  {
    line: '::do-something k1=;=%2C=%0D=%0A=]=%3A,::;-%0D-%0A-]-:-,',
    properties: { k1: ';=,=\r=\n=]=:' },
    data: ';-\r-\n-]-:-,',
  },
  {
    line: '::do-something k1=;=%252C=%250D=%250A=]=%253A,::;-%250D-%250A-]-:-,',
    properties: { k1: ';=%2C=%0D=%0A=]=%3A' },
    data: ';-%0D-%0A-]-:-,',
  },
  { line: '::do-something k1=,k2=,::', properties: {}, data: '' },
  { line: '::do-something k1=v1::', properties: { k1: 'v1' }, data: '' },
  { line: '   ::do-something k1=v1,::msg', properties: { k1: 'v1' }, data: 'msg' },
  { line: '   >>>   ::do-something k1=v1,::msg', properties: null },
];

export type Placed = {
  readonly given: string;
  readonly kept: readonly [
    line: number | null,
    endLine: number | null,
    column: number | null,
    endColumn: number | null,
  ];
};

/** Which of the numbers of an annotation are kept. A line without an end is its own end. */
export const PLACES: readonly Placed[] = [
  { given: 'line=1,endLine=2,col=1,endColumn=2', kept: [1, 2, null, null] },
  { given: 'col=1,endColumn=2', kept: [null, null, null, null] },
  { given: 'endLine=1', kept: [1, 1, null, null] },
  { given: 'line=1,endColumn=2', kept: [1, 1, 2, 2] },
  { given: 'line=,endLine=3', kept: [3, 3, null, null] },
  { given: 'line=4,endLine=3', kept: [null, null, null, null] },
  { given: 'line=1,endLine=1,col=3,endColumn=2', kept: [1, 1, null, null] },
  { given: 'line=1,endLine=1,col=1,endColumn=2', kept: [1, 1, 1, 2] },
  { given: 'line=1,col=1,file=test.txt', kept: [1, 1, 1, null] },
];

export type EnvFile = {
  readonly name: string;
  readonly lines: readonly string[];
  readonly joint?: string;
  readonly pairs?: Readonly<Record<string, string>>;
  readonly error?: RegExp;
};

/** The file of outputs and the file of state, with a byte order mark in front. */
export const ENV_FILES: readonly EnvFile[] = [
  { name: 'nothing', lines: [], pairs: {} },
  { name: 'a pair', lines: ['A=MY VALUE'], pairs: { A: 'MY VALUE' } },
  {
    name: 'empty lines between',
    lines: ['', 'A=my value', '', 'B=my second value', ''],
    pairs: { A: 'my value', B: 'my second value' },
  },
  { name: 'an empty value', lines: ['A='], pairs: { A: '' } },
  {
    name: 'several',
    lines: ['A=my value', 'B=', 'C=my third value'],
    pairs: { A: 'my value', B: '', C: 'my third value' },
  },
  {
    name: 'equals signs',
    lines: ['A==abc', 'B=def=ghi', 'C=jkl='],
    pairs: { A: '=abc', B: 'def=ghi', C: 'jkl=' },
  },
  {
    name: 'several lines',
    lines: ['A<<EOF', 'line one', 'line two', 'line three', 'EOF'],
    pairs: { A: 'line one\nline two\nline three' },
  },
  { name: 'no line', lines: ['A<<EOF', 'EOF'], pairs: { A: '' } },
  {
    name: 'empty lines between several lines',
    lines: ['', 'A<<EOF', 'hello', 'world', 'EOF', '', 'B<<EOF', 'HELLO', 'AGAIN', 'EOF', ''],
    pairs: { A: 'hello\nworld', B: 'HELLO\nAGAIN' },
  },
  {
    name: 'odd delimiters',
    lines:
      'A<<=EOF|hello|one|=EOF|B<<<EOF|hello|two|<EOF|C<<EOF|hello||three||EOF|D<<EOF|hello=four|EOF|E<<EOF| EOF|EOF'.split(
        '|',
      ),
    pairs: { A: 'hello\none', B: 'hello\ntwo', C: 'hello\n\nthree\n', D: 'hello=four', E: ' EOF' },
  },
  {
    name: 'no end of line at all',
    lines: ['A<<EOF', 'line one', 'line two', 'line three', 'EOF'],
    joint: ' ',
    error: /Matching delimiter not found/u,
  },
  {
    name: 'no end of line before the delimiter',
    lines: ['A<<EOF', 'line one\nline two\nline three', 'EOF'],
    joint: ' ',
    error: /EOF marker missing new line/u,
  },
];

/** What cannot stop commands. */
export const BAD_STOP_TOKENS: readonly string[] = ['stop-commands', '', 'set-env', 'pause-logging'];

/** `echo` and whether the runner understands it. */
export const ECHOES: readonly (readonly [line: string, understood: boolean])[] = [
  ['::echo::on', true],
  ['::echo::off', true],
  ['::echo::ON', true],
  ['::echo::Off   ', true],
  ['::echo::invalid', false],
  ['::echo::', false],
];

/** Secrets that a value with several lines comes to. */
export const MASKS: readonly (readonly [line: string, masks: readonly string[]])[] = [
  ['::add-mask::abc%0Ddef%0Aghi%0D%0Ajkl', ['abc\rdef\nghi\r\njkl', 'abc', 'def', 'ghi', 'jkl']],
  ['::add-mask:: %0D  %0A   %0D%0A    %0D', []],
];
