import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { RULES } from '../../src/audit/index.ts';
import { RULE_IDS } from '../../src/audit/rule-ids.ts';
import { CASES } from './read-case.ts';

const ROOT = join(import.meta.dirname, '../..');
const HEADINGS = ['## Why', '## Blocks', '## Allows', '## How to fix', '## Turn it off'];

const namesIn = (folder: string, end: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => name.slice(0, -end.length))
    .toSorted();

const pageOf = (id: string): string => readFileSync(join(ROOT, 'docs/rules', `${id}.md`), 'utf8');

suite('the catalogue of rules', () => {
  test('ids, list, files, pages and fixtures name the same rules, in alphabetical order', () => {
    const ids = RULES.map((rule) => rule.id);
    assert.deepEqual(ids, [...RULE_IDS]);
    assert.deepEqual(ids, ids.toSorted());
    assert.deepEqual(namesIn('src/audit/rules', '.ts'), ids);
    assert.deepEqual(namesIn('docs/rules', '.md'), ids);
    assert.deepEqual([...new Set(CASES.map((one) => one.rule))], ids);
  });

  for (const rule of RULES) {
    test(`${rule.id} has a page that opens with its summary and keeps the headings`, () => {
      const page = pageOf(rule.id);
      assert.ok(page.startsWith(`# ${rule.id}\n\n${rule.summary}\n`));
      assert.deepEqual(page.match(/^## .*$/gm), HEADINGS);
      assert.match(page, new RegExp(`Severity ${rule.severity}\\b`));
      assert.match(page, new RegExp(`[Cc]onfidence ${rule.confidence}\\b`));
    });

    test(`${rule.id} shows on its page what the fixtures prove`, () => {
      const page = pageOf(rule.id);
      assertProven(rule.id, section(page, '## Blocks'), true);
      assertProven(rule.id, section(page, '## Allows'), false);
    });

    test(`${rule.id} has a case in which it fires and one in which it is quiet`, () => {
      const own = CASES.filter((one) => one.rule === rule.id);
      assert.ok(own.every((one) => /^(?:fires|quiet)-on-/.test(one.name)));
      assert.deepEqual(new Set(own.map((one) => one.fires)), new Set([true, false]));
    });
  }
});

function section(page: string, heading: string): string {
  return page.split(/^(?=## )/m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}

function assertProven(rule: string, text: string, fires: boolean): void {
  const examples = [...text.matchAll(/^```[a-z]+\n([^]*?)^```$/gm)].map((match) => match[1] ?? '');
  const proven = CASES.filter((one) => one.rule === rule && one.fires === fires).flatMap((one) => one.texts);
  assert.ok(examples.length > 0);
  for (const example of examples) assert.ok(proven.includes(example), `not a fixture:\n${example}`);
}
