import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { RuleId } from '../../src/audit/rule-ids.ts';
import { auditOf } from './audit-of.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/audit.md'), 'utf8');

const foundBy = (rule: RuleId, files: Readonly<Record<string, string>>) =>
  auditOf(files).findings.filter((finding) => finding.rule === rule);
const config = (value: object) => ({ 'opencode.json': JSON.stringify(value, null, 2) });

/** The sentence of docs/audit.md → what it claims. Every sentence of its list is here. */
const CHANGES: Readonly<Record<string, () => void>> = {
  '`{file:../…}` that stays inside the repository is no longer a file from elsewhere.': () => {
    const prompt = (path: string) => ({
      '.opencode/opencode.json': JSON.stringify({ agent: { a: { prompt: `{file:${path}}` } } }),
    });
    assert.equal(foundBy('substitution-to-remote', prompt('../prompts/a.txt')).length, 0);
    assert.equal(foundBy('substitution-to-remote', prompt('../../a.txt')).length, 1);
  },
  'Dependencies under `@types/` are no longer code that is loaded.': () => {
    const manifest = (name: string) => ({
      '.opencode/package.json': JSON.stringify({ devDependencies: { [name]: '^1.0.0' } }),
    });
    assert.equal(foundBy('dependencies-in-opencode-dir', manifest('@types/node')).length, 0);
    assert.equal(foundBy('dependencies-in-opencode-dir', manifest('node')).length, 1);
  },
  'A global `allow` for `apply_patch` is no longer a limit that has no effect.': () => {
    const files = (permission: object) => config({ permission });
    assert.equal(foundBy('rule-dead', files({ apply_patch: 'allow', edit: 'deny' })).length, 0);
    assert.equal(foundBy('rule-dead', files({ apply_patch: 'deny' })).length, 1);
  },
  'Rules inside a key that is itself without effect are reported once, for the key, and not again as shadowed.':
    () => {
      const files = (key: string) => config({ permission: { [key]: { 'src/*': 'deny', '*': 'allow' } } });
      assert.equal(foundBy('rule-shadowed', files('write')).length, 0);
      assert.equal(foundBy('rule-dead', files('write')).length, 1);
      assert.equal(foundBy('rule-shadowed', files('edit')).length, 1);
    },
  '`permission-unknown-key` no longer guesses at tool names that a plugin or a server may define.': () => {
    const files = (key: string) => config({ permission: { [key]: 'deny' } });
    assert.equal(foundBy('permission-unknown-key', files('memory_store')).length, 0);
    assert.equal(foundBy('permission-unknown-key', files('edits')).length, 1);
  },
  '`config-unknown-key` no longer says that what stands under `plugins` has no effect: `opencode run` imports it.':
    () => {
      const [finding] = foundBy('config-unknown-key', config({ plugins: ['./a.ts'] }));
      assert.match(finding?.message ?? '', /"opencode run" imports what stands there all the same\.$/);
      assert.doesNotMatch(finding?.message ?? '', /no effect/);
    },
};

suite('what docs/audit.md says was changed because of real set-ups', () => {
  test('each sentence of the list is proven here, and no other one is', () => {
    const [, list = ''] = PAGE.split('What was changed because of real set-ups:\n\n');
    const sentences = (list.split('\n\n')[0] ?? '').split('\n').map((line) => line.replace(/^- /, ''));
    assert.deepEqual(sentences, Object.keys(CHANGES));
  });

  for (const [sentence, holds] of Object.entries(CHANGES)) test(sentence, holds);

  test('a denial before "*" is a shadowed rule, whatever it denies', () => {
    const bash = { 'git add .': 'deny', '*': 'ask' };
    assert.equal(foundBy('rule-shadowed', config({ permission: { bash } })).length, 1);
  });
});
