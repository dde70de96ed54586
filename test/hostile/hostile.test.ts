import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { AREAS, judge, LANES } from './case.ts';
import { CASES, forgotten, NUMBERS, numberOf, readCatalogue } from './catalogue.ts';
import { renderPage } from './page.ts';
import { explain, isGood, type Row, renderRow } from './row.ts';
import { TODO } from './todo.ts';

// The catalogue alone; `npm run hostile` carries the attacks out.

const { entries, missing } = await readCatalogue();
const ROOT = join(import.meta.dirname, '..', '..');

suite('the catalogue', () => {
  test('has every number once, as a case or on the list of what is still to be written', () => {
    assert.deepEqual(forgotten(missing), []);
    const numbers = entries.map(({ hostile }) => hostile.number);
    assert.deepEqual(numbers, [...new Set(numbers)]);
    assert.deepEqual(
      TODO.filter((number) => !NUMBERS.includes(number)),
      [],
    );
  });

  test('has no other files, and each is named after its number', () => {
    const files = readdirSync(CASES);
    assert.deepEqual(
      files.filter((file) => !NUMBERS.includes(numberOf(file))),
      [],
    );
    for (const { file, hostile } of entries) assert.equal(numberOf(file), hostile.number, file);
  });

  for (const { file, hostile } of entries) {
    test(`${file} says what it is`, () => {
      assert.match(hostile.title, /^\S.{9,89}[^.\s]$/u);
      assert.ok(!hostile.title.endsWith('cannot be loaded)'), hostile.title);
      assert.ok(AREAS.includes(hostile.area));
      if ('attack' in hostile) {
        assert.ok(hostile.lanes.length > 0 && hostile.lanes.every((lane) => LANES.includes(lane)));
        assert.ok((hostile.seconds ?? 120) <= 180);
      } else {
        assert.match(hostile.reason, /^\p{Lu}.{20,}\.$/su);
        assert.ok(existsSync(join(ROOT, hostile.nearest)), hostile.nearest);
      }
    });
  }
});

suite('a row', () => {
  const attack = () => Promise.resolve({ exploited: false, evidence: '' });
  const hostile = { number: 7, title: 'An attack', area: 'git', lanes: ['root'], attack } as const;
  const row = (off: Row['off'], on: Row['on']): Row => ({ hostile, lane: 'root', off, on });
  const got = { exploited: true, evidence: 'all', ms: 5 };
  const nothing = { exploited: false, evidence: 'none', ms: 7 };

  test('is good only when the attack works without the defence and not with it', () => {
    assert.equal(isGood(row(got, nothing)), true);
    const bad = [
      row(got, got),
      row(nothing, nothing),
      row(nothing, got),
      row({ failed: 'x', ms: 1 }, nothing),
      row(got, { failed: 'x', ms: 1 }),
      row(got, null),
    ];
    for (const each of bad) assert.equal(isGood(each), false, renderRow(each));
    assert.match(renderRow(row(got, nothing)), /^007 {2}root .* exploited {2}held .* 12$/u);
    assert.match(renderRow(row(got, got)), /<<<$/u);
  });

  test('says why in words that no log obeys', () => {
    const text = explain(
      row({ exploited: true, evidence: '\n::error::x\r##[add-mask]y\u001b[2J', ms: 1 }, nothing),
    );
    assert.doesNotMatch(text, /::|##\[|\r|\u001b/u);
  });

  test('is a line of the page, with its runs in other lanes', () => {
    const page = renderPage([row(got, nothing), { ...row(got, nothing), lane: 'userns' }], [9]);
    assert.match(page, /\n\| 7 \| An attack \| userns, root \| exploited \| held \| 24 \|\n/u);
    assert.match(page, /1 are not written yet/u);
  });
});

test('all payloads are needed without the defence, and one is enough with it', () => {
  assert.equal(judge('off', { a: 'loot', b: null }).exploited, false);
  assert.equal(judge('off', { a: 'loot', b: 'loot' }).exploited, true);
  assert.equal(judge('off', {}).exploited, false);
  assert.deepEqual(judge('on', { a: 'loot', b: null }), { exploited: true, evidence: 'a: loot' });
  assert.deepEqual(judge('on', { a: null, b: null }), {
    exploited: false,
    evidence: 'nothing by a, b',
  });
});
