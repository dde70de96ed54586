import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTwoFilesPatch } from 'diff';
import * as fc from 'fast-check';
import { hash } from '../../src/adapters/hash.ts';
import { parseHunks } from '../../src/change/hunks.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { planCheckRun } from '../../src/report/check-run.ts';
import { planReview } from '../../src/report/review-comments.ts';
import { anchorFindings } from '../../src/review/anchor.ts';
import { makeFile } from '../change/make-file.ts';
import { hunksOf } from '../emulators/github/hunks.ts';
import { placeComment } from '../emulators/github/place-comment.ts';
import { outcome } from './sample.ts';

/** Few different lines, so that the same text often stands in several places. */
const text = fc.array(fc.constantFrom('a', 'b', 'c', '  d', '-- e', '++ f', '@@ -1 +1 @@', '', 'g\t'), {
  maxLength: 24,
});
const edit = fc.record({
  at: fc.nat({ max: 24 }),
  away: fc.nat({ max: 4 }),
  lines: fc.array(fc.constantFrom('a', 'b', 'new', '-x', '+y', ''), { maxLength: 4 }),
});
const pick = fc.record({
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 6 }),
  off: fc.integer({ min: -2, max: 2 }),
});
const cases = fc.record({
  text,
  edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
  picks: fc.array(pick, { minLength: 1, maxLength: 5 }),
});

test('over 10,000 changes no comment is refused, and each stands on the lines that it quotes', () => {
  let posted = 0;
  fc.assert(
    fc.property(cases, ({ text: base, edits, picks }) => {
      const head: string[] = [...base];
      for (const { at, away, lines } of edits) head.splice(Math.min(at, head.length), away, ...lines);
      const join = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
      const patch = createTwoFilesPatch('a', 'b', join(base), join(head), '', '', { context: 3 });
      const at = patch.indexOf('@@ -');
      const body = at < 0 ? '' : patch.slice(at);
      const hunks = parseHunks(body);
      const shown = [...hunks.flatMap(({ lines }) => lines), { text: 'nowhere', headLine: 3, baseLine: 3 }];
      const findings = picks.map(({ seed, count, off }, index) => {
        const first = seed % shown.length;
        const quoted = shown.slice(first, first + count).filter(({ headLine }) => headLine !== null);
        const lines = quoted.length > 0 && seed % 3 > 0 ? quoted : shown.slice(first, first + 1);
        return {
          path: 'src/a.ts',
          startLine: Math.max(1, (lines[0]?.headLine ?? lines[0]?.baseLine ?? 1) + off),
          severity: 'high' as const,
          confidence: 'high' as const,
          category: 'security',
          title: `finding ${index}`,
          message: 'm',
          evidence: lines.map((line) => line.text).join('\n'),
          suggestion: 'better',
        };
      });
      const report = { version: 1 as const, summary: '', findings, reviewed: [] };
      const file = makeFile({ path: 'src/a.ts', hunks });
      const anchored = anchorFindings(report, [file], hash).flatMap(({ finding }) => finding ?? []);
      const whole = outcome({
        review: { verdict: 'block', findings: anchored },
        rest: { hunks: [{ path: 'src/a.ts', hunks: hunks.map(({ lines: _lines, ...range }) => range) }] },
      });
      const plan = planReview(whole, { comments: [], listed: new Set(), refused: new Set(), summaryUrl: '' });
      const onGithub = {
        path: 'src/a.ts',
        previous: null,
        letter: 'M',
        blob: '',
        binary: false,
        hunks: hunksOf(`diff --git a/src/a.ts b/src/a.ts\n${body}`),
      };
      for (const { place, body: told } of plan.post) {
        placeComment([onGithub], {
          path: place.path,
          line: place.line,
          side: place.side,
          startLine: place.startLine,
          startSide: place.side,
          whole: false,
        });
        const side = place.side === 'RIGHT' ? head : base;
        const lines = side.slice((place.startLine ?? place.line) - 1, place.line).join('\n');
        const meant = anchored.filter(({ title }) => told.includes(`: ${title}**`));
        assert.ok(
          meant.some(({ evidence }) => evidence === lines),
          JSON.stringify([lines, meant]),
        );
        posted += 1;
      }
      assert.equal(plan.post.length + plan.newlyListed.length + plan.leftOut, anchored.length);
      assert.equal(
        plan.post.length,
        anchored.filter(({ startLine }) => startLine > 0).length,
        'what is anchored can stand',
      );
      for (const annotation of planCheckRun(whole).annotations) {
        const lines = head.slice(annotation.start_line - 1, annotation.end_line).join('\n');
        assert.ok(anchored.some(({ evidence, side }) => side === 'head' && evidence === lines));
      }
      for (const command of renderAnnotations(whole).lines) {
        const [, first, last] = /,line=(\d+)(?:,endLine=(\d+))?,/u.exec(command) ?? [];
        if (first === undefined) continue;
        const lines = head.slice(Number(first) - 1, Number(last ?? first)).join('\n');
        assert.ok(
          anchored.some(({ evidence }) => evidence === lines),
          command,
        );
      }
    }),
    { numRuns: 10_000, seed: 20_261_128 },
  );
  assert.ok(posted > 10_000, `${posted} comments`);
});
