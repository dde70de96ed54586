import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { byLine } from '../../src/report/by-line.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderText } from '../../src/report/text.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../emulators/random.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const ids = new Map<string, string>();

/** A finding of a rule at opencode.json:9, with a fingerprint of its own. */
function ruled(rule: string, parts: Partial<Finding> = {}): Finding {
  const id = ids.get(rule) ?? `${ids.size + 1}`.padStart(32, '0');
  ids.set(rule, id);
  const common = { source: 'rule', category: 'permissions', path: 'opencode.json' } as const;
  return finding({
    ...common,
    id,
    rule,
    title: `T ${rule}`,
    message: `M ${rule}.`,
    startLine: 9,
    endLine: 9,
    ...parts,
  });
}

const WIDENED = ruled('permission-widened');
const ABOVE = ruled('permission-above-ceiling', { suggestion: '    "edit": "ask"' });
const REVIEWER = ruled('edit-in-reviewer', { severity: 'medium', confidence: 'medium' });
const ELSEWHERE = ruled('mcp-added', { severity: 'medium', startLine: 20, endLine: 20 });
const ALL = [WIDENED, ABOVE, REVIEWER, ELSEWHERE];
const of = (findings: readonly Finding[], failOn: 'high' | 'medium' = 'high') =>
  outcome({ audit: { findings }, rest: { failOn } });
const shape = (findings: readonly Finding[]) =>
  byLine(findings).map(({ lead, others }) => [lead.rule, ...others.map(({ rule }) => rule)].join(' + '));

suite('findings about one line', () => {
  test('are one entry: the worst leads, then the surest, then the one with lines to write', () => {
    assert.deepEqual(shape(ALL), [
      'permission-above-ceiling + permission-widened + edit-in-reviewer',
      'mcp-added',
    ]);
    const unsure = { ...ABOVE, confidence: 'medium' } as const;
    assert.deepEqual(shape([unsure, WIDENED]), ['permission-widened + permission-above-ceiling']);
  });

  test('stand alone when they are of a reviewer, about a file as a whole, or about what is gone', () => {
    const alone = [
      finding({ path: 'opencode.json', startLine: 9 }),
      WIDENED,
      ruled('plugin-local-code', { startLine: 0, endLine: 0 }),
      ruled('tool-local-code', { startLine: 0, endLine: 0 }),
      ruled('a', { side: 'base' }),
      ruled('b', { side: 'base' }),
      ruled('c', { startLine: Number.NaN }),
      ruled('d', { startLine: Number.NaN }),
    ];
    assert.equal(byLine(alone).length, alone.length);
    assert.equal(byLine([WIDENED, { ...ABOVE, path: 'other.json' }]).length, 2);
  });

  test('do not mix what is accepted with what counts', () => {
    const accepted = { ...WIDENED, accepted: { by: 'policy', reason: 'Known.' } } as const;
    const existing = { ...REVIEWER, accepted: { by: 'existing', reason: 'Already there.' } } as const;
    assert.deepEqual(shape([accepted, ABOVE, existing]), [
      'permission-widened',
      'permission-above-ceiling',
      'edit-in-reviewer',
    ]);
    assert.equal(renderAnnotations(of([accepted, ABOVE, existing])).lines.length, 1);
    const text = renderText(of([accepted, ABOVE, existing]));
    assert.match(text, /\nopencode\.json:9 high \[blocks\] T permission-above-ceiling/u);
    assert.match(text, /^opencode\.json:9 high \[accepted: Known\.\] T permission-widened/u);
    assert.match(text, /\[existing: Already there\.\] T edit-in-reviewer/u);
    const notes = renderSummary(of([accepted, existing]));
    assert.match(
      notes,
      /- 1 finding accepted; not counted in the verdict\.\n- 1 finding existed at the base;/u,
    );
    assert.match(renderSummary(of([accepted, ABOVE])), /#### high: T permission-above-ceiling/u);
  });
});

suite('one entry for a line', () => {
  test('is one annotation that names and counts all of them', () => {
    const { lines, shown, leftOut } = renderAnnotations(of(ALL));
    const commands = parseLog(lines.join('\n'), { names: 'any' });
    assert.deepEqual([commands.length, shown, leftOut], [2, 4, 0]);
    assert.equal(
      commands[0]?.properties['title'],
      'high: T permission-above-ceiling (also: permission-widened, edit-in-reviewer)',
    );
    for (const { message, id } of [WIDENED, ABOVE, REVIEWER]) {
      assert.ok(commands[0]?.data.includes(message) && commands[0].data.includes(id));
    }
    assert.match(commands[0]?.data ?? '', /\nAlso high, blocks: T permission-widened\./u);
    assert.match(commands[0]?.data ?? '', /\nAlso medium: T edit-in-reviewer\./u);
  });

  test('leaves more room among the ten of a type', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      ruled(`r${index}`, { startLine: 1 + Math.floor(index / 3), endLine: 1 + Math.floor(index / 3) }),
    );
    assert.deepEqual({ ...renderAnnotations(of(many)), lines: [] }, { lines: [], shown: 30, leftOut: 0 });
  });

  test('has everything in the text, each with whether it blocks and its fingerprint', () => {
    const text = renderText(of(ALL));
    assert.equal(text.match(/^opencode\.json:9 /gmu)?.length, 1);
    assert.match(
      text,
      /^ {4}also high \[blocks\] T permission-widened \(permission-widened, confidence high\)\n/mu,
    );
    assert.match(text, /^ {4}also medium T edit-in-reviewer /mu);
    for (const { message, id } of ALL) assert.ok(text.includes(message) && text.includes(id));
  });

  test('has everything in the summary, whose table keeps a row for each', () => {
    const text = renderSummary(of(ALL));
    assert.equal(text.match(/^#### /gmu)?.length, 2);
    assert.match(text, /^\*\*Also high \(blocks\):\*\* T permission-widened · permission-widened · /mu);
    assert.match(text, /^\*\*Also medium:\*\* T edit-in-reviewer · /mu);
    assert.equal(text.match(/^\| (?:high|medium) \| `opencode\.json` line 9 /gmu)?.length, 3);
    for (const { message, id } of ALL) assert.ok(text.includes(message.slice(0, -1)) && text.includes(id));
  });

  test('is with what blocks when anything on the line does', () => {
    const [blocks = '', rest = ''] = renderSummary(of([ABOVE, REVIEWER, ELSEWHERE])).split(
      '### Findings (3)',
    );
    assert.ok(blocks.includes(REVIEWER.id) && blocks.includes(ABOVE.id));
    assert.ok(rest.includes(ELSEWHERE.id) && !rest.includes(REVIEWER.id));
    const all = renderSummary(of([ABOVE, REVIEWER, ELSEWHERE], 'medium'));
    assert.ok(!all.includes('### Other findings'));
  });

  test('takes nothing out of JSON and SARIF', () => {
    const json = JSON.parse(renderJson(of(ALL))) as { audit: { findings: readonly Finding[] } };
    assert.equal(json.audit.findings.length, ALL.length);
    const sarif = JSON.parse(
      renderSarif(of(ALL), { version: '0.0.0', informationUri: 'https://x.example' }),
    ) as {
      runs: readonly { results: readonly unknown[] }[];
    };
    assert.equal(sarif.runs[0]?.results.length, ALL.length);
  });

  test('holds no command and no markup, whatever the rules quote', () => {
    const next = stringsFrom(randomFrom(83), HOSTILE_PIECES, 8);
    for (let round = 0; round < 400; round += 1) {
      const hostile = (rule: string) =>
        ruled(rule, { title: next(), message: next(), remedy: next(), suggestion: next() });
      const some = of([hostile('x'), hostile('y'), hostile('z')]);
      const text = renderText(some);
      assert.deepEqual(parseLog(text, { names: 'any' }), []);
      assert.match(text.replaceAll(/[\n\t]/gu, ''), /^[^\p{C}\p{Zl}\p{Zp}]*$/u);
      assert.equal(parseLog(renderAnnotations(some).lines.join('\n'), { names: 'any' }).length, 1);
    }
  });
});

suite('the lines to write, in the text', () => {
  const textOf = (suggestion: string, parts: Partial<Finding> = {}) =>
    renderText(of([ruled('s', { suggestion, ...parts })]));

  test('are shown as they are, blank ones and indentation too', () => {
    assert.match(
      textOf('  bash:\n\n    "*": ask'),
      /\n {4}Suggested:\n {4}\| {3}bash:\n {4}\| \n {4}\| {5}"\*": ask\n {4}Fingerprint: /u,
    );
  });

  test('are whole or not there, and may be none', () => {
    assert.match(textOf(''), /\n {4}Suggested: delete the lines\.\n/u);
    const long = textOf('x'.repeat(5_000));
    assert.match(long, /\n {4}Suggested: a longer change; --format json has it\.\n/u);
    assert.ok(!long.includes('xxxx'));
  });

  test('are those of the finding that leads, and none for what is accepted', () => {
    const two = renderText(of([ABOVE, { ...WIDENED, suggestion: '    "edit": "deny"' }]));
    assert.equal(two.match(/Suggested:/gu)?.length, 1);
    const accepted = { by: 'policy', reason: 'Known.' } as const;
    assert.ok(!textOf('a', { accepted }).includes('Suggested'));
  });

  test('make no command of a runner, wherever it stands', () => {
    const text = textOf('::error::x\n##[error]y\n\u001b]0;z\u0007');
    assert.deepEqual(parseLog(text, { names: 'any' }), []);
    assert.match(text, /\n {4}\| \\x1b\]0;z\\x07\n/u);
  });
});
