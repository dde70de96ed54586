import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openDigest } from '../../src/trail/digest.ts';
import type { TrailEvent } from '../../src/trail/event.ts';
import { parseTrailLine } from '../../src/trail/parse-line.ts';
import { EVERY_KIND } from './sample.ts';

const digestOf = (...events: readonly object[]) => {
  const digest = openDigest();
  for (const event of events) digest.add(parseTrailLine(JSON.stringify(event)));
  return digest.finish(false);
};
const call = (rest: object = {}) => ({
  kind: 'model-call',
  route: 'POST /v1/chat/completions',
  decision: 'forwarded',
  bytesIn: 1,
  bytesOut: 1,
  ms: 10,
  ...rest,
});

suite('a line of a trail', () => {
  test('of every kind that the gate writes is known', () => {
    for (const event of EVERY_KIND) {
      assert.equal(
        parseTrailLine(JSON.stringify({ t: '2026-11-20T14:09:38.395Z', ...event })).is,
        'event',
        event.kind,
      );
    }
    const kinds: ReadonlySet<TrailEvent['kind']> = new Set(EVERY_KIND.map(({ kind }) => kind));
    assert.equal(kinds.size, 14);
  });

  test('of another kind is unknown, and one that is no event is broken', () => {
    assert.deepEqual(parseTrailLine('{"kind":"later","x":1}'), { is: 'unknown', kind: 'later' });
    for (const line of [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{"kind":7}',
      '{"kind":"turn"}',
      '{"kind":"turn","bundle":"1"}',
    ])
      assert.deepEqual(parseTrailLine(line), { is: 'broken' }, line);
  });

  test('may have keys that are not known yet, and loses them', () => {
    const parsed = parseTrailLine(JSON.stringify({ ...EVERY_KIND[0], later: 'x'.repeat(10) }));
    assert.ok(parsed.is === 'event' && !JSON.stringify(parsed).includes('later'));
  });
});

suite('the digest of a trail', () => {
  test('adds up calls, tools, permissions and findings', () => {
    const tokens = { input: 100, output: 10, cached: 50 };
    const told = digestOf(
      call({ tokens, costUsd: 0.5 }),
      call({ decision: 'refused', why: 'route' }),
      { kind: 'tool-call', bundle: 1, tool: 'read', outcome: 'completed', arguments: '' },
      { kind: 'tool-call', bundle: 1, tool: 'read', outcome: 'error', arguments: '' },
      { kind: 'permission', permission: 'read', pattern: 'a', action: 'allow', rule: 'read *' },
      { kind: 'permission', permission: 'bash', pattern: '(9 characters)', action: 'deny' },
      { kind: 'permission', permission: 'bash', pattern: '', action: 'reject' },
      { kind: 'turn', bundle: 1, turn: 1, outcome: 'answered', ms: 500 },
    );
    assert.deepEqual(
      [told.calls.forwarded, told.calls.refused, told.calls.input, told.calls.cached, told.calls.costUsd],
      [1, 1, 100, 50, 0.5],
    );
    const [bundle] = told.bundles.list;
    assert.deepEqual(
      [bundle?.tools.told().names, bundle?.failed, bundle?.outcome],
      [{ read: 2 }, 1, 'answered'],
    );
    assert.deepEqual(told.permissions.given.names, { 'read *': 1 });
    assert.deepEqual(told.permissions.refused.names, { 'bash (9 characters)': 1, bash: 1 });
    assert.equal(told.verdict, null);
  });

  test('has one row for a stretch in which nothing was refused', () => {
    const allowed = { kind: 'permission', permission: 'read', pattern: 'a', action: 'allow' };
    const { timeline } = digestOf(
      call(),
      allowed,
      call(),
      { kind: 'permission', permission: 'bash', pattern: 'x', action: 'deny', rule: '* *' },
      call(),
    );
    assert.deepEqual(
      timeline.list.map(({ what, text }) => `${what}: ${text}`),
      [
        'agent: 2 model calls (0 tokens in, 0 out); 1 permission given',
        'REFUSED: permission bash x: deny (rule * *)',
        'agent: 1 model call (0 tokens in, 0 out)',
      ],
    );
  });

  test('does not grow with the trail', () => {
    const digest = openDigest();
    for (let index = 0; index < 30_000; index += 1) {
      const name = `${index}${'x'.repeat(500)}`;
      const events = [
        { kind: 'run-start', versions: { [name]: name }, sha256: { [name]: name } },
        { kind: 'permission', permission: name, pattern: name, action: 'deny' },
        { kind: 'turn', bundle: index, turn: 1, outcome: name, ms: 1 },
        { kind: 'finding', id: name, source: name, rule: name, severity: name, became: name },
        { kind: name },
      ];
      const event = events[index % events.length];
      digest.add(parseTrailLine(JSON.stringify(event)));
    }
    const told = digest.finish(false);
    assert.ok(JSON.stringify(told).length < 2_500_000, String(JSON.stringify(told).length));
    assert.equal(told.lines, 30_000);
    assert.equal(told.permissions.refused.total, 6_000);
    assert.equal(told.findings.list.length + told.findings.leftOut, 6_000);
  });
});
