import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Anchored } from '../../src/review/anchor.ts';
import { selectFindings } from '../../src/review/select-findings.ts';
import type { Finding } from '../../src/verdict/finding.ts';

const finding = (id: string, rest: Partial<Finding> = {}): Finding => ({
  id,
  source: 'agent',
  rule: 'agent',
  severity: 'medium',
  confidence: 'high',
  category: 'other',
  path: 'a',
  startLine: 1,
  endLine: 1,
  side: 'head',
  title: 'T',
  message: 'M',
  evidence: 'x',
  ...rest,
});
const anchored = (id: string, rest: Partial<Finding> = {}): Anchored => ({
  became: 'anchored',
  finding: finding(id, rest),
});
const same = (all: readonly Finding[]) => all;
const ALL = { minConfidence: 'low', maxFindings: 50 } as const;
const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id);

test('findings come worst first, and every one of them is in the trail', () => {
  const selected = selectFindings([anchored('a'), anchored('b', { severity: 'critical' })], ALL, same);
  assert.deepEqual(ids(selected.shown), ['b', 'a']);
  assert.equal(selected.events.length, 2);
  assert.deepEqual(selected.notes, []);
});

test('the number of shown findings is capped from the mild end, and it is said', () => {
  const many = Array.from({ length: 5000 }, (_, index) => anchored(`m${index}`));
  const selected = selectFindings([...many, anchored('worst', { severity: 'critical' })], ALL, same);
  assert.equal(selected.shown.length, 50);
  assert.equal(selected.shown[0]?.id, 'worst');
  assert.equal(selected.judged.length, 5001);
  assert.deepEqual(selected.notes, ['Not shown: 4951 over the number of findings that the policy allows.']);
});

test('equal findings are one, the worse of them', () => {
  const selected = selectFindings(
    [anchored('a', { severity: 'low' }), anchored('a', { severity: 'high' })],
    ALL,
    same,
  );
  assert.deepEqual(
    selected.judged.map(({ severity }) => severity),
    ['high'],
  );
});

test('equal text at two places is two findings', () => {
  assert.equal(selectFindings([anchored('a'), anchored('a', { startLine: 9 })], ALL, same).judged.length, 2);
});

test('what is not sure enough for the policy does not count, and it is said', () => {
  const found = [
    anchored('a', { confidence: 'low', severity: 'critical' }),
    anchored('b', { confidence: 'medium' }),
  ];
  const selected = selectFindings(found, { minConfidence: 'medium', maxFindings: 50 }, same);
  assert.deepEqual(ids(selected.judged), ['b']);
  assert.deepEqual(selected.notes, ['Not shown: 1 below the confidence that the policy asks for.']);
});

test('accepted findings are shown and marked', () => {
  const accept = (all: readonly Finding[]) =>
    all.map((one): Finding => ({ ...one, accepted: { by: 'policy', reason: 'known' } }));
  const selected = selectFindings([anchored('a')], ALL, accept);
  assert.equal(selected.shown[0]?.accepted?.by, 'policy');
  assert.ok(
    selected.events.some((event) => event.kind === 'finding' && event.became === 'accepted by policy'),
  );
});

test('dropped and relocated findings are counted, and the trail says which', () => {
  const moved: Anchored = { became: 'relocated', finding: finding('m') };
  const dropped: Anchored = {
    became: 'dropped',
    finding: null,
    reported: { severity: 'high', path: 'a\u202eb' },
  };
  const selected = selectFindings([moved, dropped], ALL, same);
  assert.deepEqual([selected.dropped, selected.relocated], [1, 1]);
  assert.deepEqual(
    selected.events.map((event) => event.kind === 'finding' && [event.id, event.path, event.line]),
    [
      ['m', 'a', 1],
      ['', 'a\\u{202e}b', undefined],
    ],
  );
});
