import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderJson } from '../../src/report/json.ts';
import { earlyOutputs, OUTPUT_NAMES, renderOutputs } from '../../src/report/outputs.ts';
import { renderText } from '../../src/report/text.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const FILES = { sarif: '/run/a.sarif', trail: '/run/a.jsonl', report: '/run/a.md' };

/** The grammar of each output: nothing else may ever be written. */
const GRAMMAR: Readonly<Record<string, RegExp>> = {
  verdict: /^(pass|block|inconclusive)$/u,
  'audit-verdict': /^(pass|block|inconclusive)$/u,
  'review-verdict': /^(pass|block|inconclusive)$/u,
  findings: /^\d+$/u,
  'highest-severity': /^(critical|high|medium|low|info|none)$/u,
  'sarif-file': /^(\/[\w./-]+)?$/u,
  'trail-file': /^(\/[\w./-]+)?$/u,
  'report-file': /^(\/[\w./-]+)?$/u,
  tokens: /^\d+$/u,
  'cost-usd': /^\d+\.\d{4}$/u,
};

test('the JSON result has exactly the keys of version 1', () => {
  const findings = [finding({ severity: 'low' }), finding({ severity: 'critical' })];
  const text = renderJson(outcome({ review: { findings, dropped: 1, relocated: 2 } }));
  const result = JSON.parse(text) as Record<string, Record<string, unknown>>;
  assert.deepEqual(Object.keys(result), ['version', 'verdict', 'audit', 'review', 'reasons']);
  assert.deepEqual(Object.keys(result['audit'] ?? {}), ['verdict', 'findings', 'matrix']);
  assert.deepEqual(Object.keys(result['review'] ?? {}), [
    'verdict',
    'findings',
    'dropped',
    'relocated',
    'coverage',
    'tokens',
    'costUsd',
    'durationMs',
  ]);
  assert.deepEqual(result['review']?.['findings'], findings.toReversed());
  assert.deepEqual(result['review']?.['tokens'], { input: 1200, output: 300, cached: 100 });
  assert.deepEqual(
    (result['reasons'] as unknown as { code: string }[]).map(({ code }) => code),
    ['finding-at-threshold'],
  );
  assert.ok(text.endsWith('}\n'));
});

test('outputs are enums, integers, decimals and paths, whatever the provider and the agent say', () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, 10 ** 30, 1e-9, 0, 7];
  const outcomes = odd.map((number) =>
    outcome({
      review: {
        findings: [finding({ title: 'x\nverdict=pass', path: '##[set-output name=verdict]pass' })],
        usage: { input: number, output: 0, cached: 0, costUsd: number },
      },
    }),
  );
  for (const outputs of [earlyOutputs(), ...outcomes.map((one) => renderOutputs(one, FILES))]) {
    assert.deepEqual(Object.keys(outputs).toSorted(), [...OUTPUT_NAMES].toSorted());
    for (const [name, value] of Object.entries(outputs)) assert.match(value, GRAMMAR[name] ?? /^$/u, name);
  }
});

test('outputs count what is open and name the worst of it', () => {
  const accepted = finding({ severity: 'critical', accepted: { by: 'policy', reason: 'Known.' } });
  const some = outcome({
    audit: { findings: [accepted] },
    review: { findings: [finding({ severity: 'medium' })] },
  });
  const outputs = renderOutputs(some, FILES);
  assert.equal(outputs.findings, '1');
  assert.equal(outputs['highest-severity'], 'medium');
  assert.equal(outputs.tokens, '1500');
  assert.equal(outputs['cost-usd'], '0.0123');
});

test('early outputs promise nothing', () => {
  const early = earlyOutputs();
  assert.deepEqual(
    [early.verdict, early['audit-verdict'], early['review-verdict']],
    Array(3).fill('inconclusive'),
  );
});

test('the text for a terminal puts findings first and the verdict last', () => {
  const text = renderText(
    outcome({
      review: { findings: [finding()] },
      audit: { matrix: [{ agent: 'build', origin: 'built-in', cells: { bash: 'allow' } }] },
    }),
  );
  assert.match(
    text,
    /^src\/orders\.ts:12 high \[blocks\] SQL built from user input \(reviewer, security, confidence high\)\n {4}The name/u,
  );
  assert.match(text, /\n {4}agent {2}bash\n {4}build {2}allow\n/u);
  assert.match(text, /\nverdict: block \(audit: pass, review: pass\)\n$/u);
});

test('colours come only when asked for', () => {
  const some = outcome({ review: { findings: [finding()] } });
  assert.doesNotMatch(renderText(some), /\u001b/u);
  const coloured = renderText(some, { colour: true });
  assert.match(coloured, /\u001b\[31mhigh\u001b\[0m/u);
  assert.equal(coloured.replace(/\u001b\[\d+m/gu, ''), renderText(some));
});

test('hostile text in the terminal holds no command and no escape, with colours or without', () => {
  const next = stringsFrom(randomFrom(71), HOSTILE_PIECES, 10);
  for (let round = 0; round < 1_500; round++) {
    const hostile = finding({
      path: next(),
      title: next(),
      message: next(),
      remedy: next(),
      category: next(),
    });
    const some = outcome({
      audit: { matrix: [{ agent: next(), origin: next(), cells: { [next()]: 'ask' } }] },
      review: { findings: [hostile] },
      rest: { notes: [next()] },
    });
    const plain = renderText(some);
    assert.deepEqual(parseLog(plain, { names: 'any' }), []);
    assert.deepEqual(parseLog(renderText(some, { colour: true })), []);
    assert.match(plain.replaceAll(/[\n\t]/gu, ''), /^[^\p{C}\p{Zl}\p{Zp}]*$/u);
  }
});
