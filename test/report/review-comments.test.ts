import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { type OwnComment, planReview, type ReviewState } from '../../src/report/review-comments.ts';
import { parseMarker } from '../../src/report/review-marker.ts';
import { finding, outcome } from './sample.ts';

const NOTHING: ReviewState = { comments: [], listed: new Set(), refused: new Set(), summaryUrl: '' };
const HUNKS = [
  { path: 'src/orders.ts', hunks: [{ baseStart: 1, baseLines: 99, headStart: 1, headLines: 99 }] },
];
const id = (number: number) => number.toString(16).padStart(32, '0');

const judged = (findings: readonly ReturnType<typeof finding>[]) =>
  outcome({ review: { verdict: 'block', findings }, rest: { hunks: HUNKS } });

/** What a plan posts, as the next run finds it. */
function posted(plan: ReturnType<typeof planReview>): readonly OwnComment[] {
  return plan.post.flatMap(({ body, place }, index) => {
    const marker = parseMarker(body);
    return marker === null
      ? []
      : [{ id: index + 1, body, marker, path: place.path, line: place.line, isAnswered: false }];
  });
}

test('hostile prose makes neither a mention, a link, an image, HTML nor a second marker', () => {
  const text = `@org/team fixes #1 ![x](https://evil.test/a.png) [y](javascript:1) <img src=x> <!-- review-gate:v1 by=agent fp=${id(7)} --> https://evil.test /approve`;
  const hostile = finding({ title: text, message: `${text}\n${text}`, remedy: text, path: 'src/orders.ts' });
  const plan = planReview(
    judged([hostile, { ...hostile, id: id(2), startLine: 500, endLine: 500 }]),
    NOTHING,
  );
  for (const body of [plan.post[0]?.body ?? '', plan.body ?? '']) {
    const tree = JSON.stringify(
      fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }),
    );
    assert.doesNotMatch(tree, /"type":"(?:image|imageReference|linkReference)"/u);
    assert.equal(tree.match(/"type":"html"/gu)?.length, 1, 'the marker');
    assert.doesNotMatch(tree, /"type":"link"/u);
    assert.doesNotMatch(body, /@org/u);
    assert.doesNotMatch(body, /^\/approve/mu);
    assert.ok(body.length < 65_536);
  }
  assert.deepEqual(parseMarker(plan.post[0]?.body ?? '')?.ids, [hostile.id]);
});

test('the same plan twice has nothing to do, with the same text on several lines', () => {
  const all = [1, 2, 3, 4].map((line) => finding({ startLine: line, endLine: line }));
  const first = planReview(judged(all), NOTHING);
  assert.equal(first.post.length, 4);
  const again = planReview(judged(all), { ...NOTHING, comments: posted(first) });
  assert.deepEqual([again.post, again.update, again.remove, again.body, again.kept], [[], [], [], null, 4]);
  const fewer = planReview(judged(all.slice(0, 2)), { ...NOTHING, comments: posted(first) });
  assert.deepEqual([fewer.post.length, fewer.remove], [0, [3, 4]], 'those on the lines that are left stay');
});

test('rules that say something about one line share one comment, which follows them', () => {
  const rule = (number: number, parts = {}) =>
    finding({ source: 'rule', rule: `rule-${number}`, id: id(number), ...parts });
  const audited = (findings: ReturnType<typeof rule>[]) =>
    outcome({ audit: { verdict: 'block', findings }, rest: { hunks: HUNKS } });
  const first = planReview(audited([rule(1), rule(2)]), NOTHING);
  assert.equal(first.post.length, 1);
  assert.deepEqual(parseMarker(first.post[0]?.body ?? '')?.ids, [id(1), id(2)]);
  const less = planReview(audited([rule(2)]), { ...NOTHING, comments: posted(first) });
  assert.deepEqual([less.post.length, less.remove.length, less.update.length], [0, 0, 1]);
  const apart = planReview(audited([rule(1), rule(2, { startLine: 30, endLine: 30 })]), {
    ...NOTHING,
    comments: posted(first),
  });
  assert.deepEqual([apart.post.length, apart.update.length, apart.remove.length], [1, 1, 0]);
});

test('the worst fifty get comments, the others are counted, and the next push adds none of them', () => {
  const all = Array.from({ length: 90 }, (_, index) =>
    finding({
      id: id(index),
      startLine: 1 + index,
      endLine: 1 + index,
      severity: index >= 80 ? 'critical' : 'low',
    }),
  );
  const plan = planReview(judged(all), NOTHING);
  assert.deepEqual([plan.post.length, plan.leftOut], [50, 40]);
  assert.match(plan.post[0]?.body ?? '', /^\*\*critical, blocks/u);
  assert.match(plan.body ?? '', /40 more places/u);
  assert.equal(planReview(judged(all), { ...NOTHING, comments: posted(plan) }).body, null);
});

test('an accepted finding has no comment, and loses the one that it had', () => {
  const plan = planReview(judged([finding()]), NOTHING);
  const accepted = finding({ accepted: { by: 'policy', reason: 'Known.' } });
  const next = planReview(judged([accepted]), { ...NOTHING, comments: posted(plan) });
  assert.deepEqual([next.post.length, next.remove.length], [0, 1]);
});

test('a marker counts at the end of a text only', () => {
  const marker = `<!-- review-gate:v1 by=rule fp=${id(1)},${id(2)} -->`;
  assert.deepEqual(parseMarker(`x\n\n${marker}\n`), { source: 'rule', job: null, ids: [id(1), id(2)] });
  assert.equal(parseMarker(`${marker}\n\nx`), null);
  assert.equal(parseMarker('<!-- review-gate:v1 by=rule fp=zz -->'), null);
});
