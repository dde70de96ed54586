import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commandsIn } from '../../src/contest/parse-command.ts';
import { renderJson } from '../../src/report/json.ts';
import { redacted } from '../../src/report/redacted.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { renderText } from '../../src/report/text.ts';
import type { ContestTerms } from '../../src/verdict/verdict.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { HOSTILE_PIECES } from './hostile-pieces.ts';
import { finding, outcome } from './sample.ts';

const COMMAND = '/review-gate accept';
const HEAD = 'a'.repeat(40);
const TERMS: ContestTerms = { command: COMMAND, label: null, roles: ['admin', 'maintain'], owners: {} };

const summaryWith = (contest: Partial<ContestTerms>, findings = [finding()]) =>
  renderSummary(outcome({ audit: { findings }, rest: { contest: { ...TERMS, ...contest } } }));

suite('what blocks', () => {
  test('has the exact line below it that accepts it, but for the reason', () => {
    const text = summaryWith({});
    assert.match(
      text,
      /Somebody else than the author, with the role `admin` or `maintain`, writes a comment/u,
    );
    const line = text.split('\n').find((each) => each.startsWith(COMMAND)) ?? '';
    assert.deepEqual(commandsIn(line, COMMAND), [{ fingerprint: finding().id, commit: null, reason: null }]);
    assert.deepEqual(commandsIn(line.replace('<why>', 'It is a constant.'), COMMAND), [
      { fingerprint: finding().id, commit: HEAD, reason: 'It is a constant.' },
    ]);
  });

  test('names the owners that it takes, or says that nobody can', () => {
    const { id } = finding();
    assert.match(
      summaryWith({ owners: { [id]: ['@acme/sec', '@lead'] } }),
      /who owns the file \(`@acme\/sec`, `@lead`\)/u,
    );
    const closed = summaryWith({ owners: { [id]: [] } });
    assert.match(closed, /Nobody can accept it on this pull request/u);
    assert.ok(!closed.includes(COMMAND));
  });

  test('has a line for each finding of its entry that blocks', () => {
    const rule = (id: string, severity: 'high' | 'low') =>
      finding({ source: 'rule', rule: `r-${id}`, id: id.repeat(32), severity });
    const text = summaryWith({}, [rule('1', 'high'), rule('2', 'high'), rule('3', 'low')]);
    assert.equal(text.split('\n').filter((line) => line.startsWith(COMMAND)).length, 2);
  });

  test('names the label where there is no command, and not for what takes an owner', () => {
    const { id } = finding();
    assert.match(summaryWith({ command: null, label: 'ok' }), /sets the label `ok`/u);
    assert.ok(
      !summaryWith({ command: null, label: 'ok', owners: { [id]: ['@a'] } }).includes('sets the label'),
    );
  });

  test('says nothing of it where nobody can accept anything, and below what does not block', () => {
    assert.ok(!renderSummary(outcome({ audit: { findings: [finding()] } })).includes('all the same'));
    assert.ok(!summaryWith({}, [finding({ severity: 'low' })]).includes(COMMAND));
  });
});

const ACCEPTED = finding({
  accepted: { by: 'maintainer', reason: 'The name is a constant.', who: 'lead', commit: 'c'.repeat(40) },
});

suite('what a person accepted', () => {
  const accepted = outcome({ audit: { findings: [ACCEPTED] } });

  test('is in a table of its own, with who, where and why', () => {
    const text = renderSummary(accepted);
    assert.match(
      text,
      /### Accepted on this pull request\n\n.*\n.*\n\| high \| `src\/orders\.ts` line 12 \| .* \| lead \| `cccccccccccc` \| The name is a constant\. \| `0123/u,
    );
    assert.match(text, /\| accepted: by lead at cccccccccccc: The name is a constant\. \|/u);
    assert.equal(accepted.verdict, 'pass');
    assert.ok(!renderSummary(outcome({ audit: { findings: [finding()] } })).includes('Accepted on this'));
  });

  test('is in the text, in JSON and in SARIF', () => {
    assert.match(renderText(accepted), /\[accepted: by lead at cccccccccccc: The name is a constant\.\]/u);
    const json = JSON.parse(renderJson(accepted)) as { audit: { findings: unknown[] } };
    assert.deepEqual(json.audit.findings, [ACCEPTED]);
    assert.match(
      renderSarif(accepted, { version: '0.1.0', informationUri: 'https://example.org/' }),
      /"justification": "Accepted on the pull request by lead at cccccccccccc: The name is a constant\."/u,
    );
  });

  test('has its words and its name encoded, and the keys of the run taken out', () => {
    for (const piece of HOSTILE_PIECES) {
      const hostile = { by: 'maintainer', reason: piece, who: piece, commit: 'c'.repeat(40) } as const;
      const shown = outcome({ audit: { findings: [finding({ accepted: hostile })] } });
      assert.deepEqual(parseLog(renderText(shown)), [], JSON.stringify(piece));
      const rows = renderSummary(shown)
        .split('\n')
        .filter((line) => line.startsWith('| high'));
      assert.equal(rows.length, 2, JSON.stringify(piece));
    }
    const secret = 'ghs_secret';
    const told = finding({
      accepted: { by: 'maintainer', reason: secret, who: secret, commit: 'c'.repeat(40) },
    });
    const clean = redacted(outcome({ audit: { findings: [told] } }), (text) =>
      text.replaceAll(secret, '***'),
    );
    assert.ok(!JSON.stringify(clean).includes(secret));
  });
});
