import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderSummary, SUMMARY_BYTES } from '../../src/report/summary.ts';
import { renderText } from '../../src/report/text.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const bytes = (text: string) => Buffer.byteLength(text);

test('the verdict comes first, then what blocks and how to fix it, then the table', () => {
  const text = renderSummary(
    outcome({
      audit: {
        verdict: 'block',
        findings: [finding({ source: 'rule', rule: 'bash-unrestricted', severity: 'critical' })],
      },
      review: { findings: [finding({ severity: 'low', title: 'A detail' })] },
    }),
  );
  const order = [
    '## ⛔ Review gate: block',
    '### What blocks, and how to fix it',
    'How to fix it',
    '### Findings (2)',
  ];
  const places = order.map((part) => text.indexOf(part));
  assert.ok(
    places.every((place) => place >= 0),
    text,
  );
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    places,
  );
  assert.equal(places[0], 0);
  assert.match(
    text,
    /\| critical \| `src\/orders\.ts` line 12 \|.*\| bash-unrestricted \| high \| \*\*blocks\*\* \|/u,
  );
  assert.match(text, /\| low \| .*A detail .*\| open \|/u);
});

test('a suggested change is shown whole, as code, or not at all', () => {
  const shown = (suggestion: string) =>
    renderSummary(outcome({ audit: { findings: [finding({ suggestion })] } }));
  assert.match(
    shown('  bash: ask\n  edit: deny'),
    /\*\*Suggested change\*\*\n\n```text\n {2}bash: ask\n {2}edit: deny\n```/u,
  );
  assert.match(shown('```\n# no heading'), /````text\n```\n# no heading\n````/u);
  assert.match(shown(''), /delete the lines/u);
  assert.doesNotMatch(shown('a'.repeat(5_000)), /Suggested change/u);
});

test('an inconclusive run lists what is missing with its remedy', () => {
  const text = renderSummary(
    outcome({
      review: {
        verdict: 'inconclusive',
        reasons: [{ code: 'model-failed', message: 'The model said 401. Check the key.' }],
      },
    }),
  );
  assert.match(text, /^## ⚠️ Review gate: inconclusive/u);
  assert.match(text, /### What is missing\n\n- The model said 401\. Check the key\. \(`model-failed`\)/u);
});

test('a review that nobody asked for passes for none and leaves no hole', () => {
  const entry = { path: 'a.ts', hunk: 0, headStart: 1, headLines: 2, why: 'The review is switched off.' };
  const settled = outcome({
    review: {
      coverage: { complete: false, entries: [{ ...entry, outcome: 'not-reviewed' }] },
      reasons: [{ code: 'review-off', message: 'The review is switched off; only the audit was made.' }],
    },
  });
  const text = renderSummary(settled);
  assert.match(text, /audit \*\*pass\*\* · review \*\*off\*\*/u);
  assert.doesNotMatch(text, /Coverage/u);
  const terminal = renderText(settled);
  assert.match(terminal, /\nverdict: pass \(audit: pass, review: off\)\n$/u);
  assert.doesNotMatch(terminal, /coverage/u);
});

test('permissions, coverage, usage, counts and the missing policy are told', () => {
  const text = renderSummary(
    outcome({
      audit: {
        matrix: [
          { agent: 'build', origin: 'built-in', cells: { bash: 'allow', edit: 'ask' } },
          { agent: 'a|b', origin: '.opencode/agent/a.md', cells: { edit: 'pattern' } },
        ],
      },
      review: {
        dropped: 2,
        relocated: 1,
        summary: 'Looks fine.\n# But',
        coverage: {
          complete: true,
          entries: [
            { path: 'a.ts', hunk: 0, headStart: 3, headLines: 2, outcome: 'reviewed', why: 'Read.' },
            {
              path: 'b.png',
              hunk: null,
              headStart: 0,
              headLines: 0,
              outcome: 'passive-media',
              why: 'An image.',
            },
          ],
        },
      },
      rest: { policyIsDefault: true, notes: ['One acceptance expired.'] },
    }),
    { annotationsLeftOut: 7 },
  );
  for (const part of [
    '| agent | defined in | `bash` | `edit` |',
    '| `build` | `built-in` | **allow** | ask |',
    '| `a\\|b` | `.opencode/agent/a.md` | – | pattern |',
    '1 of 2 parts of the change reviewed. Coverage is complete.',
    '| `b.png` | passive-media | An image. |',
    '- 7 findings found no room among the annotations',
    '- 1 finding of the reviewer named a wrong line',
    '- 2 findings of the reviewer quoted text that is nowhere in the change and were dropped.',
    '- The base commit has no policy file, so the safe defaults hold.',
    '- One acceptance expired.',
    '> \\# But',
    '1,200 tokens in (100 cached), 300 tokens out · \\$0.0123 · 4.2 s',
  ]) {
    assert.ok(text.includes(part), `${part}\n---\n${text}`);
  }
});

test('it fits GitHub, cut between rows, with the head and the notes whole', () => {
  const findings = Array.from({ length: 6_000 }, (_, index) =>
    finding({ startLine: index + 1, title: `Überlauf ${index}`, message: 'ä'.repeat(400) }),
  );
  const big = outcome({ review: { findings }, rest: { notes: ['The last note.'] } });
  for (const maxBytes of [SUMMARY_BYTES, 60_000, 4_096]) {
    const text = renderSummary(big, { maxBytes, annotationsLeftOut: 5_990 });
    assert.ok(bytes(text) <= maxBytes, `${bytes(text)} > ${maxBytes}`);
    assert.ok(text.startsWith('## ⛔ Review gate: block'));
    assert.match(text, /\*\d+ more did not fit in here; the report file has all of them\.\*/u);
    assert.ok(text.includes('The last note.'));
    for (const line of text.split('\n').filter((row) => row.startsWith('| high')))
      assert.match(line, / \|$/u);
  }
  assert.ok(bytes(renderSummary(big, { maxBytes: 300 })) <= 300);
});

test('six thousand findings render in linear time', () => {
  const timed = (count: number) => {
    const findings = Array.from({ length: count }, (_, index) => finding({ startLine: index + 1 }));
    const start = process.cpuUsage();
    renderMarkdown(outcome({ review: { findings } }), { maxBytes: Number.MAX_SAFE_INTEGER });
    return process.cpuUsage(start).user;
  };
  timed(600);
  const [small, large] = [timed(600), timed(6_000)];
  assert.ok(large < small * 60 + 500_000, `${small} µs for 600, ${large} µs for 6,000`);
});

test('hostile text in every place makes no markup and no new line of structure', () => {
  const next = stringsFrom(randomFrom(61), HOSTILE_PIECES, 10);
  for (let round = 0; round < 600; round++) {
    const hostile = {
      path: next(),
      title: next(),
      message: next(),
      remedy: next(),
      category: next(),
      evidence: next(),
    };
    const [summary, agent, why] = [next(), next(), next()];
    const text = renderSummary(
      outcome({
        audit: { matrix: [{ agent, origin: next(), cells: { [next()]: 'allow' } }] },
        review: {
          summary,
          findings: [
            finding(hostile),
            finding({ ...hostile, severity: 'low', accepted: { by: 'policy', reason: why } }),
          ],
          coverage: {
            complete: true,
            entries: [{ path: next(), hunk: 0, headStart: 1, headLines: 1, outcome: 'excluded', why }],
          },
        },
        rest: { notes: [next()] },
      }),
    );
    const prose = withoutCode(text);
    assert.doesNotMatch(prose, /<[a-z!/]|@|:\/\/|www\.|!\[|(?<!\\)\]\(|fixes #\d/iu, JSON.stringify(hostile));
    for (const line of prose.split('\n')) {
      assert.match(
        line,
        /^$|^(?:## |### |#### |> |- |\||CODE|\*\*How to fix it\*\*$|[\p{L}\p{N}*])/u,
        JSON.stringify(line),
      );
    }
    assert.doesNotMatch(
      text.replaceAll('\n', '').replaceAll('\t', '').replaceAll('⚠️', ''),
      /[\p{C}\p{Zl}\p{Zp}]/u,
    );
  }
});

/** Takes out fenced blocks and code spans the way CommonMark pairs them. */
function withoutCode(text: string): string {
  const kept: string[] = [];
  let fence = '';
  for (const line of text.split('\n')) {
    const opened = /^(`{3,})text$/u.exec(line)?.[1];
    if (fence === '' && opened !== undefined) fence = opened;
    else if (fence !== '' && line === fence) fence = '';
    else if (fence === '') kept.push(line.replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/gu, 'CODE'));
  }
  assert.equal(fence, '', 'every fence is closed');
  return kept.join('\n');
}
