import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangedFile } from '../../src/change/change.ts';
import { splitIntoBundles } from '../../src/review/bundles.ts';
import { renderFileHead, renderPart } from '../../src/review/hunk-text.ts';
import { changedFile, hunk } from './fixtures.ts';

const lines = (count: number, width = 20) =>
  Array.from({ length: count }, (_, index) => `+${String(index).padEnd(width, '.')}`);
const file = (path: string, count: number) => changedFile(path, [hunk(lines(count))]);

/** Every line that the bundles show, by file and hunk, in order. */
function shown(files: readonly ChangedFile[], limit: number) {
  const { bundles, tooLarge } = splitIntoBundles(files, limit);
  const lines = bundles.flatMap((bundle) =>
    bundle.files.flatMap(({ file, parts }) =>
      parts.flatMap((part) => part.lines.map((line) => `${file.path}#${part.hunk}:${line.headLine}`)),
    ),
  );
  return { bundles, tooLarge, lines };
}

test('a small change is one bundle with its files in the order of their paths', () => {
  const { bundles } = shown([file('b', 2), file('a', 2), file('a/z', 1)], 10_000);
  assert.deepEqual(
    bundles.map((bundle) => bundle.files.map(({ file }) => file.path)),
    [['a', 'a/z', 'b']],
  );
});

test('files stay whole where they fit, and no bundle is over the limit', () => {
  const files = Array.from({ length: 30 }, (_, index) => file(`f${index}`, 1 + (index % 9)));
  const { bundles } = shown(files, 600);
  assert.ok(bundles.length > 3);
  for (const bundle of bundles) assert.ok(bundle.bytes <= 600, `${bundle.bytes}`);
  const places = bundles.flatMap((bundle) => bundle.files.map(({ file }) => file.path));
  assert.equal(new Set(places).size, places.length);
});

test('the bytes of a bundle are the bytes that its brief shows', () => {
  const { bundles } = shown([file('ä', 3), file('b', 40)], 700);
  for (const bundle of bundles) {
    const text = bundle.files
      .flatMap(({ file, parts }) => [renderFileHead(file), ...parts.map(renderPart)])
      .map((part) => `${part}\n`)
      .join('');
    assert.equal(bundle.bytes, Buffer.byteLength(text));
  }
});

for (const limit of [200, 333, 700, 4_000, 100_000]) {
  test(`with ${limit} bytes every line is in exactly one bundle`, () => {
    const files = [
      changedFile(
        'many',
        Array.from({ length: 20 }, (_, index) => hunk(lines(index + 1), index * 100 + 1)),
      ),
      file('long', 200),
      file('short', 1),
    ];
    const { lines: seen, tooLarge } = shown(files, limit);
    const all = files.flatMap((one) =>
      one.hunks.flatMap((part, index) => part.lines.map((line) => `${one.path}#${index}:${line.headLine}`)),
    );
    assert.deepEqual(tooLarge, []);
    assert.deepEqual([...seen].sort(), [...all].sort());
  });
}

test('a hunk over the limit is cut into numbered windows in order', () => {
  const { bundles } = shown([file('long', 100)], 500);
  const windows = bundles.flatMap((bundle) =>
    bundle.files.flatMap(({ parts }) => parts.map((part) => part.window)),
  );
  assert.ok(windows.length > 2);
  assert.deepEqual(
    windows.map((window) => window.number),
    windows.map((_, index) => index + 1),
  );
  assert.ok(windows.every((window) => window.of === windows.length));
});

test('a hunk with a line that fits no brief is said to be too large, and the other hunks stay', () => {
  const minified = changedFile('app.min.js', [hunk(lines(2)), hunk([`+${'x'.repeat(5000)}`, '+y'], 50)]);
  const { tooLarge, lines: seen } = shown([minified], 1000);
  assert.deepEqual(tooLarge, [{ path: 'app.min.js', hunk: 1, headStart: 50, headLines: 2 }]);
  assert.deepEqual(seen, ['app.min.js#0:1', 'app.min.js#0:2']);
});

test('a name longer than a brief makes its hunks too large instead of looping', () => {
  const { bundles, tooLarge } = shown([file('n'.repeat(4000), 3)], 1000);
  assert.equal(bundles.length, 0);
  assert.equal(tooLarge.length, 1);
});

test('the split does not depend on the order in which git names the files', () => {
  const files = Array.from({ length: 12 }, (_, index) => file(`f${index}`, 5));
  assert.deepEqual(splitIntoBundles(files, 400), splitIntoBundles([...files].reverse(), 400));
});

test('a hundred thousand lines are cut in linear time', () => {
  const time = (count: number) => {
    const big = [file('big', count)];
    const start = process.cpuUsage().user;
    splitIntoBundles(big, 48 * 1024);
    return process.cpuUsage().user - start;
  };
  time(1000);
  const [small, large] = [time(10_000), time(100_000)];
  assert.ok(large < 40 * Math.max(small, 5000), `${small} then ${large} microseconds`);
});
