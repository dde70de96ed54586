import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { RULES } from '../../src/audit/index.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { SARIF } from '../../src/sarif-settings.ts';
import { type Finding, SEVERITIES } from '../../src/verdict/finding.ts';
import type { Outcome } from '../../src/verdict/verdict.ts';
import { openMultitool } from '../validators/sarif-multitool.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const check = openMultitool({ after });

const ODD_PATHS = [
  'a b/ü:#?.ts',
  'a%20b',
  '..\\x',
  'c:\\x',
  '-x',
  'con',
  '日本/语.ts',
  "it's",
  '[x]{y}',
  'a\nb',
  'a\tb',
  '.x/y',
  '\udcff\udc80x',
];

/** Everything that a finding can be, from every rule and from the reviewer. */
function rich(): Outcome {
  const audit = RULES.flatMap(({ id, severity }, index): readonly Finding[] => [
    finding({ source: 'rule', rule: id, severity, path: `.opencode/agent/a${index}.md` }),
    finding({ source: 'rule', rule: id, severity, suggestion: 'bash: ask\n', startLine: 2, endLine: 4 }),
  ]);
  const review = [
    ...SEVERITIES.map((severity, index) => finding({ severity, startLine: index + 1, endLine: index + 3 })),
    ...ODD_PATHS.map((path) => finding({ path })),
    ...HOSTILE_PIECES.map((piece) =>
      finding({ title: piece, message: piece, remedy: piece, category: piece }),
    ),
    finding({ side: 'base', startLine: 3, endLine: 9 }),
    finding({ startLine: 0, endLine: 0, evidence: '' }),
    finding({ accepted: { by: 'policy', reason: 'Known.' } }),
    finding({ accepted: { by: 'existing', reason: 'The base has it.' } }),
    finding({ suggestion: 'const a = 1;\nconst b = 2;' }),
  ];
  return outcome({ audit: { findings: audit }, review: { findings: review } });
}

const reasons = [
  { code: 'agent-idle', message: 'It was silent.' },
  { code: 'coverage-incomplete', message: 'Two hunks were not reviewed.' },
] as const;

const OUTCOMES: readonly (readonly [string, Outcome])[] = [
  ['every rule, severity, kind of place and odd path', rich()],
  ['no finding', outcome()],
  ['no verdict', outcome({ review: { verdict: 'inconclusive', reasons } })],
  [
    'more results than are kept',
    outcome({
      review: {
        findings: Array.from({ length: 6_000 }, (_, index) => finding({ path: `src/f${index}.ts` })),
      },
    }),
  ],
];

suite("SARIF under the format's and GitHub's rules", () => {
  for (const [what, result] of OUTCOMES) {
    test(`has no error and no warning with ${what}`, async () => {
      assert.deepEqual(await check(renderSarif(result, SARIF)), []);
    });
  }

  const breaks: readonly (readonly [what: string, from: RegExp, to: string, rule: string])[] = [
    ['a level that is none', /"level": "error"/u, '"level": "critical"', 'schema'],
    ['a result without a place', /"locations": \[/u, '"relatedLocations": [', 'GH1015'],
    ['a rule without help', /"help": \{[^}]*\},/u, '', 'GH'],
    ['a key that is none', /"help": \{/u, '"halp": {', 'schema'],
    ['a place without lines', /"region": \{/u, '"contextRegion": {', 'SARIF2017'],
    ['a name that is the id', /"name": "AgentFinding"/u, '"name": "agent"', 'SARIF1001'],
    ['an end before its start', /"endLine": \d+/u, '"endLine": 1', 'SARIF10'],
  ];
  for (const [what, from, to, rule] of breaks) {
    test(`is found wrong with ${what}`, async () => {
      const text = renderSarif(outcome({ review: { findings: [finding()] } }), SARIF);
      const broken = text.replace(from, to);
      assert.notEqual(broken, text);
      const found = (await check(broken)).map((problem) => problem.rule);
      assert.ok(
        found.some((id) => id.startsWith(rule)),
        found.join(),
      );
    });
  }
});
