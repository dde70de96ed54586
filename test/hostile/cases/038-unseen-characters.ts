import { hash } from '../../../src/adapters/hash.ts';
import { runAudit } from '../../../src/audit/run-audit.ts';
import { isAsset } from '../../../src/opencode/asset.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { renderAnnotations } from '../../../src/report/annotations.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderSarif } from '../../../src/report/sarif.ts';
import { renderText } from '../../../src/report/text.ts';
import { SARIF } from '../../../src/sarif-settings.ts';
import { outcome } from '../../report/sample.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { briefsOf } from '../kit/brief.ts';
import type { Place } from '../kit/place.ts';
import { makePull, type Pull, plainGit } from '../kit/repository.ts';
import { readPull } from '../kit/view.ts';

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Direction, no width, tags, selectors, blanks that are none, fillers, controls: nobody sees them in an editor. */
const UNSEEN: readonly number[] = [
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069),
  0x200e,
  0x200f,
  0x061c,
  ...range(0x200b, 0x200d),
  ...range(0x2060, 0x2064),
  0xfeff,
  0x00ad,
  0x034f,
  0x180e,
  0x115f,
  0x1160,
  0x3164,
  0xffa0,
  ...range(0xfe00, 0xfe0f),
  0xe0001,
  ...[0x20, 0x41, 0x5a, 0x61, 0x7a, 0x7f].map((code) => 0xe0000 + code),
  0xe0100,
  0xe01ef,
  0x2028,
  0x2029,
  0x00a0,
  0x2003,
  0x202f,
  0x001b,
  0x0008,
  0x0085,
  0xfff9,
  0x1d173,
];

const name = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
const line = (code: number) => `const c${code.toString(16)} = "a${String.fromCodePoint(code)}b";`;

export const hostile: HostileCase = {
  number: 38,
  title: 'Characters that nobody sees, in the change and in what the model says',
  area: 'git',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    if (UNSEEN.length < 60) throw new Error(`Only ${UNSEEN.length} characters.`);
    const pull = makePull(place, { head: { 'code.ts': `${UNSEEN.map(line).join('\n')}\n` } });
    const said = UNSEEN.map((code) => `x${String.fromCodePoint(code)}y ${code.toString(16)}`).join(' ');
    const { brief, posted } =
      defence === 'off'
        ? { brief: await plainGit(pull.repository.directory, ['diff', pull.base, pull.head]), posted: said }
        : await shownBy(briefsOf(place, pull, (text) => reportOf(text, said)));
    const passes = (code: number, text: string, around: readonly [string, string]) =>
      text.includes(`${around[0]}${String.fromCodePoint(code)}${around[1]}`);
    const to = (text: string, around: readonly [string, string]) => {
      const through = UNSEEN.filter((code) => passes(code, text, around)).map(name);
      // Off, each single one has to pass.
      if (defence === 'off') return through.length === UNSEEN.length ? `all ${through.length} pass` : null;
      return through.length === 0 ? null : through.slice(0, 10).join(' ');
    };
    return judge(defence, {
      'to the model': to(brief, ['a', 'b']),
      'to the people': to(posted, ['x', 'y']),
      'past a model that says nothing': (await isNamed(place, pull, defence))
        ? null
        : 'no finding names them',
    });
  },
};

/** Whether anything but the model tells people about them: with the defence off there is only the model. */
async function isNamed(place: Place, pull: Pull, defence: Defence): Promise<boolean> {
  if (defence === 'off') return (await briefsOf(place, pull)).result.findings.length > 0;
  const { repository, change } = await readPull(place, pull);
  const audit = runAudit({
    head: await repository.readFiles(pull.head, isAsset),
    base: await repository.readFiles(pull.base, isAsset),
    owners: null,
    secrets: [],
    change,
    policy: DEFAULT_POLICY,
    failOn: 'high',
    today: '2026-01-01',
    hash,
  });
  return audit.findings.some(({ path }) => path === 'code.ts');
}

function reportOf(brief: string, said: string): string {
  const evidence = /^h(\d+) \+\|(.*)$/mu.exec(brief)?.[2] ?? '';
  const pieces = Array.from({ length: Math.ceil(said.length / 400) }, (_, at) =>
    said.slice(at * 400, at * 400 + 400),
  );
  const findings = pieces.map((message, at) => ({
    path: 'code.ts',
    startLine: 1,
    severity: 'high',
    confidence: 'high',
    category: 'security',
    title: `Finding ${at} ${message.slice(0, 60)}`,
    message,
    evidence,
    remedy: message,
  }));
  return JSON.stringify({ version: 1, summary: said.slice(0, 1_500), findings, reviewed: ['code.ts'] });
}

/** The brief, and every form in which the findings reach people. */
async function shownBy(review: ReturnType<typeof briefsOf>) {
  const { texts, result } = await review;
  const whole = outcome({ review: result });
  const posted = [
    renderMarkdown(whole),
    renderAnnotations(whole).lines.join('\n'),
    renderText(whole, { colour: false }),
    renderSarif(whole, SARIF),
    JSON.stringify(result.findings.map(({ title, message, remedy }) => ({ title, message, remedy }))),
  ];
  const all = posted.join('\n');
  const lost = UNSEEN.filter((code) => !all.includes(`y ${code.toString(16)}`)).map(name);
  if (lost.length > 0) throw new Error(`Not all was posted: ${lost.join(' ')}`);
  return { brief: texts.join('\n'), posted: all };
}
