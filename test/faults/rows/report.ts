import { rowsOf, type Setting } from '../fault.ts';
import { PATH } from '../place.ts';
import { type AnyReport, finding, reporting, reportText, steps } from '../scripts.ts';

const INVALID = { code: 'report-invalid', says: /no valid report in 3 turns/u } as const;
const TOO_LARGE = { code: 'report-too-large', says: /over the limits in each of 3 turns/u } as const;
const BLOCKS = {
  exit: 1,
  verdict: 'block',
  code: 'finding-at-threshold',
  says: /1 high finding reaches the threshold/u,
} as const;

/** So that it is the size which is refused, and not what it would cost. */
const CHEAP = { usage: { input: 10, output: 10 } };

export const REPORT = rowsOf('Report', [
  [
    'it is prose, then cut off, then there twice',
    INVALID,
    turns(
      'No findings: everything was reviewed.',
      reportText().slice(0, -20),
      `${reportText()}\n${reportText()}`,
    ),
  ],
  [
    'a key is not known, then a value has another type, then the findings are no list',
    INVALID,
    turns(reportText({ verdict: 'pass' }), withFinding({ startLine: '6' }), reportText({ findings: {} })),
  ],
  [
    'a severity is not known, then the evidence is missing, then the version is 2',
    INVALID,
    turns(
      withFinding({ severity: 'blocker' }),
      withFinding({ evidence: undefined }),
      reportText({ version: 2 }),
    ),
  ],
  [
    'it names no file as reviewed, then another one, then one of a similar name',
    INVALID,
    turns(
      reportText({ reviewed: [] }),
      reportText({ reviewed: ['README.md'] }),
      reportText({ reviewed: [`${PATH}x`] }),
    ),
  ],
  [
    'it has 100,000 findings, then more than 1 MiB, then 501 findings',
    TOO_LARGE,
    {
      model: steps(
        { text: reportText({ findings: manyFindings(100_000) }), ...CHEAP },
        { text: reportText({ summary: 'x'.repeat(1024 * 1024) }), ...CHEAP },
        { text: reportText({ findings: manyFindings(501) }), ...CHEAP },
      ),
    },
  ],
  ['it is empty', { code: 'agent-no-answer', says: /without a text/u }, { model: () => ({ text: '' }) }],
  [
    'it is the example of the task, word for word',
    INVALID,
    { model: ({ system, user }) => ({ text: exampleIn([system, ...user].join('\n')) }) },
  ],
  ['it is valid, and blocks', { ...BLOCKS, findings: 1 }, { model: reporting({ findings: [finding()] }) }],
  [
    'it blocks, and the head has moved meanwhile',
    { ...BLOCKS, also: ['head-moved'], findings: 1 },
    (place) => {
      const { repository } = place.ownRepository();
      return {
        flags: { repo: repository.directory, head: 'topic' },
        model: () => {
          repository.commit({ 'later.txt': 'later\n' }, { branch: 'topic' });
          return { text: withFinding() };
        },
      };
    },
  ],
]);

/** A finding that the gate cannot prove is counted, and shown on no line. */
export const ANCHORING = rowsOf('Anchoring', [
  [
    'evidence in no file, a line out of range with it, a path outside of the change, a path outside of the repository',
    { ...passes(), dropped: 4 },
    {
      model: reporting({
        findings: [
          finding({ evidence: '  return eval(a);' }),
          finding({ startLine: 4_000_000, evidence: 'nothing' }),
          finding({ path: 'src/other.ts' }),
          finding({ path: '../../etc/passwd' }),
        ],
      }),
    },
  ],
  [
    'a line out of range with evidence in the change, evidence on a line that the change did not touch',
    { ...BLOCKS, says: /2 high findings reach the threshold/u, relocated: 1, findings: 2, lines: [0, 6] },
    {
      model: reporting({
        findings: [finding({ startLine: 4_000_000 }), finding({ startLine: 2, evidence: '  return a + b;' })],
      }),
    },
  ],
]);

/** Runs that pass, so that what the table shows is the faults and not a gate that never passes. */
export const CONTROL = rowsOf('Control', [
  ['nothing is wrong', passes(), {}],
  [
    'a program in the place of OpenCode asks the model and reports',
    passes(),
    { opencode: { run: 'ask().then(succeed)' } },
  ],
  [
    'the report stands in a fence between prose',
    passes(),
    { model: () => ({ text: `Here it is:\n\`\`\`json\n${reportText()}\n\`\`\`\nThat is all.` }) },
  ],
  ['the third report is valid', passes(), turns('Looks good.', reportText({ version: 2 }), reportText())],
  [
    'the model fails once and then answers',
    passes(),
    { model: steps({ status: 500 }, { text: reportText() }) },
  ],
  ['the model says nothing about usage', passes(), { model: reporting({}, { usage: 'absent' }) }],
  [
    'something that OpenCode left behind holds its output open',
    passes(),
    { opencode: { run: `ask().then(() => { ${leaveSomething()}; succeed(); process.exit(0) })` } },
  ],
  ['nobody reads standard error', passes(), { opencode: { run: 'ask().then(succeed)' }, stderr: 'gone' }],
  [
    'the result goes to a file, and nobody reads standard output',
    { ...passes(), verdict: null },
    (place) => ({
      opencode: { run: 'ask().then(succeed)' },
      flags: { output: place.write('result.json', '') },
      stdout: 'gone',
    }),
  ],
  [
    'the change is empty',
    { ...passes(), code: 'nothing-to-review', says: /nothing to review/u },
    { flags: { head: 'main' } },
  ],
  [
    'the review is off',
    { ...passes(), code: 'review-off', says: /switched off/u },
    { flags: { review: 'off', model: null } },
  ],
]);

/** The three turns of one run; where none is valid, each was refused. */
function turns(first: string, second: string, third: string): Setting {
  return { model: steps({ text: first }, { text: second }, { text: third }) };
}

function withFinding(changes: AnyReport = {}): string {
  return reportText({ findings: [finding(changes)] });
}

function manyFindings(count: number): readonly object[] {
  return Array.from({ length: count }, () => ({}));
}

function exampleIn(task: string): string {
  return /\{"version":1.*\}/u.exec(task)?.[0] ?? reportText();
}

function passes() {
  return { exit: 0, verdict: 'pass', code: null, says: /^$/u } as const;
}

function leaveSomething(): string {
  const sleep = "['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'inherit' }";
  return `require('node:child_process').spawn('/opt/gate/node', ${sleep}).unref()`;
}
