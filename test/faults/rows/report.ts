import { rowsOf } from '../fault.ts';
import { PATH } from '../place.ts';
import { finding, reporting, reportText, steps } from '../scripts.ts';

const INVALID = { code: 'report-invalid', says: /no valid report in 3 turns/u } as const;
const TOO_LARGE = { code: 'report-too-large', says: /over the limits in each of 3 turns/u } as const;

/** So that it is the size which is refused, and not what it would cost. */
const CHEAP = { usage: { input: 10, output: 10 } };

export const REPORT = rowsOf('Report', [
  [
    'it is prose',
    INVALID,
    { model: () => ({ text: 'The change looks good to me: no findings, everything was reviewed.' }) },
  ],
  ['it is empty', { code: 'agent-no-answer', says: /without a text/u }, { model: () => ({ text: '' }) }],
  ['it has a key that is not known', INVALID, { model: reporting({ verdict: 'pass' }) }],
  ['a field has another type', INVALID, { model: reporting({ findings: [finding({ startLine: '6' })] }) }],
  ['its findings are no list', INVALID, { model: reporting({ findings: { none: true } }) }],
  [
    'a severity is not known',
    INVALID,
    { model: reporting({ findings: [finding({ severity: 'blocker' })] }) },
  ],
  ['its version is 2', INVALID, { model: reporting({ version: 2 }) }],
  [
    'it has 100,000 findings',
    TOO_LARGE,
    { model: reporting({ findings: Array.from({ length: 100_000 }, () => ({})) }, CHEAP) },
  ],
  ['it has more than 1 MiB', TOO_LARGE, { model: reporting({ summary: 'x'.repeat(1024 * 1024) }, CHEAP) }],
  ['there are two of them', INVALID, { model: () => ({ text: `${reportText()}\n${reportText()}` }) }],
  ['it is cut off', INVALID, { model: () => ({ text: reportText().slice(0, -20) }) }],
  ['it does not name the file as reviewed', INVALID, { model: reporting({ reviewed: [] }) }],
  [
    'it names another file as reviewed',
    INVALID,
    { model: reporting({ reviewed: [`${PATH}x`, 'README.md'] }) },
  ],
  [
    'it is an echo of the example in the task',
    INVALID,
    {
      model: ({ user }) => ({
        text: /\{"version":1.*\}/u.exec(user.join('\n'))?.[0] ?? 'There was no example.',
      }),
    },
  ],
  [
    'it is valid, and blocks',
    {
      exit: 1,
      verdict: 'block',
      code: 'finding-at-threshold',
      says: /1 high finding reaches the threshold/u,
      findings: 1,
    },
    { model: reporting({ findings: [finding()] }) },
  ],
  [
    'it blocks, and a part of the run is missing',
    {
      exit: 1,
      verdict: 'block',
      code: 'finding-at-threshold',
      also: ['head-moved'],
      says: /reaches the threshold/u,
      findings: 1,
    },
    (place) => {
      const { repository } = place.ownRepository();
      return {
        flags: { repo: repository.directory, head: 'topic' },
        model: () => {
          repository.commit({ 'later.txt': 'later\n' }, { branch: 'topic' });
          return { text: reportText({ findings: [finding()] }) };
        },
      };
    },
  ],
]);

/** A finding that the gate cannot prove is never shown on a line, and counted. */
export const ANCHORING = rowsOf('Anchoring', [
  [
    'the evidence is in no file',
    drops(1),
    { model: reporting({ findings: [finding({ evidence: '  return eval(a);' })] }) },
  ],
  [
    'the path is outside of the change',
    drops(2),
    {
      model: reporting({
        findings: [finding({ path: 'src/other.ts' }), finding({ path: '../../etc/passwd' })],
      }),
    },
  ],
  [
    'the line is out of range and the evidence is nowhere',
    drops(1),
    { model: reporting({ findings: [finding({ startLine: 4_000_000, evidence: 'nothing' })] }) },
  ],
  [
    'the line is out of range and the evidence is in the change',
    {
      exit: 1,
      verdict: 'block',
      code: 'finding-at-threshold',
      says: /reaches the threshold/u,
      relocated: 1,
      findings: 1,
    },
    { model: reporting({ findings: [finding({ startLine: 4_000_000 })] }) },
  ],
  [
    'the evidence is a line of the file that the change did not touch',
    { exit: 1, verdict: 'block', code: 'finding-at-threshold', says: /reaches the threshold/u, findings: 1 },
    { model: reporting({ findings: [finding({ startLine: 2, evidence: '  return a + b;' })] }) },
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
  ['the second report is valid', passes(), { model: steps({ text: 'Looks good.' }, { text: reportText() }) }],
  [
    'the third report is valid',
    passes(),
    { model: steps({ text: 'Looks good.' }, { text: reportText({ version: 2 }) }, { text: reportText() }) },
  ],
  [
    'the model fails once and then answers',
    passes(),
    { model: steps({ status: 500 }, { text: reportText() }) },
  ],
  ['the model says nothing about usage', passes(), { model: reporting({}, { usage: 'absent' }) }],
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
  [
    'something that OpenCode left behind holds its output open',
    passes(),
    {
      opencode: {
        run: "ask().then(() => { require('node:child_process').spawn('/opt/gate/node', ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'inherit' }).unref(); succeed(); process.exit(0) })",
      },
    },
  ],
]);

function drops(dropped: number) {
  return { exit: 0, verdict: 'pass', code: null, says: /^$/u, dropped, findings: 0 } as const;
}

function passes() {
  return { exit: 0, verdict: 'pass', code: null, says: /^$/u } as const;
}
