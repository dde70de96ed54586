import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { widthOf } from '../../../src/report/terminal.ts';
import { renderTrailJson } from '../../../src/report/trail/json.ts';
import { renderTrail } from '../../../src/report/trail/text.ts';
import { openDigest } from '../../../src/trail/digest.ts';
import { parseTrailLine } from '../../../src/trail/parse-line.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { EVERY_KIND } from '../../trail/sample.ts';
import { HOSTILE_PIECES } from '../hostile-pieces.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'trail');
const fixture = (name: string) => readFileSync(join(FIXTURES, name), 'utf8');

function digestOf(text: string) {
  const digest = openDigest();
  for (const line of text.split('\n').filter((one) => one !== '')) digest.add(parseTrailLine(line));
  return digest.finish(!text.endsWith('\n'));
}

/** Each event a second after the one before. */
const linesOf = (events: readonly object[]) =>
  events
    .map((event, index) =>
      JSON.stringify({ t: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(), ...event }),
    )
    .join('\n');

suite('a trail for people', () => {
  // The demo's own trail; a hijacked agent whose run was killed; one event of each kind.
  for (const name of ['demo', 'killed']) {
    test(`is what test/fixtures/trail/${name}.txt says`, () => {
      assert.equal(renderTrail(digestOf(fixture(`${name}.jsonl`))), fixture(`${name}.txt`));
    });
  }

  test('tells every kind of event', () => {
    const text = renderTrail(digestOf(`${linesOf(EVERY_KIND)}\n`));
    for (const part of [
      'aaaaaaaaaaaa against bbbbbbbbbbbb (2 files, 3 hunks)',
      'opencode 1.18.33',
      '.github/review-gate.jsonc of the base commit, sha256 cdcdcdcdcdcd',
      'replaced by placeholders: a token of GitHub 2',
      'bwrap-root not proven, 1 of 2 checks, 210 ms; failed: files-hidden; No.',
      '+5.0 s  bundle',
      '1 model call (1200 tokens in, 80 out); tools: read 1',
      'REFUSED     permission external_directory /etc/*: deny (rule * *)',
      'bundle 1, turn 1: answered after 4.2 s',
      'a.ts:7 agent: anchored (efefefefefef)',
      '1 answered, 0 refused, 0 failed; 1,200 tokens in (200 cached), 80 out; $0.0125',
      'verdict       block',
      'finding-at-threshold: One.',
    ])
      assert.ok(text.includes(part), `${part}\n${text}`);
    assert.doesNotMatch(text, /BROKEN|NO VERDICT/u);
  });

  test('says loudly when there is no verdict and when lines are broken', () => {
    const text = renderTrail(digestOf(`${linesOf(EVERY_KIND.slice(0, -1))}\n{"kind":"verdict","ver`));
    assert.match(text, /NO VERDICT {4}This run did not end with a verdict/u);
    assert.match(text, /BROKEN {8}1 line of this trail could not be read; the last one is cut off\./u);
    assert.match(renderTrail(digestOf('')), /NO VERDICT/u);
    assert.match(
      renderTrail(digestOf('{"kind":"later"}\n')),
      /1 event of a kind that this version does not know/u,
    );
  });

  test('fits into the terminal, whatever its words are', () => {
    const long = EVERY_KIND.map((event) => ({ ...event, rule: 'x'.repeat(390), path: '漢'.repeat(300) }));
    for (const columns of [60, 80, 120]) {
      const text = renderTrail(digestOf(linesOf(long)), { columns });
      for (const line of text.split('\n')) assert.ok(widthOf(line) <= columns, `${columns}: ${line}`);
    }
  });

  test('has no character that a terminal or a runner would obey', () => {
    let state = 7;
    const next = (most: number) => (state = (state * 48_271) % 2_147_483_647) % most;
    const hostile = () =>
      Array.from({ length: 6 }, () => HOSTILE_PIECES[next(HOSTILE_PIECES.length)] ?? '').join('');
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string') return hostile();
      if (Array.isArray(value)) return value.map(poison);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [
          key,
          key === 'kind' || key === 'decision' ? one : poison(one),
        ]),
      );
    };
    for (let round = 0; round < 150; round += 1) {
      const events = [...EVERY_KIND.map(poison), { kind: hostile() }];
      const digest = digestOf(events.map((event) => JSON.stringify(event)).join('\n'));
      for (const text of [
        renderTrail(digest),
        renderTrail(digest, { columns: 80 }),
        renderTrailJson(digest),
      ]) {
        assert.deepEqual(parseLog(text, { names: 'any' }), []);
        assert.doesNotMatch(text, /[^\P{C}\n]|[\u2028\u2029]/u);
      }
      assert.equal(JSON.parse(renderTrailJson(digest)).version, 1);
    }
  });

  test('has colours only where they were asked for', () => {
    const digest = digestOf(linesOf(EVERY_KIND));
    assert.ok(!renderTrail(digest).includes('\u001b'));
    assert.ok(renderTrail(digest, { colour: true }).includes('\u001b[31mblock'));
  });
});
