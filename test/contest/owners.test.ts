import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { RULES } from '../../src/audit/index.ts';
import { parseOwners } from '../../src/audit/owners.ts';
import { ownersOf, parseOwner } from '../../src/contest/owners.ts';
import { needsOwner, WIDENING } from '../../src/contest/widening.ts';
import { asset } from '../audit/audit-of.ts';
import { finding } from '../report/sample.ts';
import { changedFile, changeOf } from '../review/fixtures.ts';

const OWNERS = parseOwners([
  asset('CODEOWNERS', '* @all\n/.opencode/ @acme/security @lead sec@example.com\n/docs/\n'),
]);

suite('the owners of a finding', () => {
  test('are those of its file at the base', () => {
    const change = changeOf(changedFile('.opencode/agent/a.md', []));
    assert.deepEqual(ownersOf(finding({ path: '.opencode/agent/a.md' }), change, OWNERS), [
      ['@acme/security', '@lead', 'sec@example.com'],
    ]);
    assert.deepEqual(ownersOf(finding({ path: 'docs/a.md' }), change, OWNERS), [[]]);
    assert.deepEqual(ownersOf(finding({ path: 'docs/a.md' }), change, null), [[]]);
  });

  test('are those of both places of a file that the pull request moves', () => {
    const moved = changedFile('src/a.md', [], { status: 'renamed', basePath: '.opencode/agent/a.md' });
    assert.deepEqual(ownersOf(finding({ path: 'src/a.md' }), changeOf(moved), OWNERS), [
      ['@all'],
      ['@acme/security', '@lead', 'sec@example.com'],
    ]);
  });

  test('are users, teams, and addresses that nobody can check', () => {
    assert.deepEqual(parseOwner('@Lead-1'), { is: 'user', login: 'Lead-1' });
    assert.deepEqual(parseOwner('@acme/sec.urity'), { is: 'team', org: 'acme', slug: 'sec.urity' });
    for (const word of ['sec@example.com', '@', '@a/b/c', '@a/', '@a@b', '@../../x'])
      assert.deepEqual(parseOwner(word), { is: 'address' }, word);
  });
});

suite('the word "widening"', () => {
  /** Rules about permissions that do not say that an agent may do more than somebody thinks. */
  const OTHERS = [
    'ask-when-unattended',
    'bare-command-pattern',
    'permission-unknown-key',
    'rule-dead',
    'rule-shadowed',
  ];

  test('stands for every rule about permissions by which an agent may do more, and for changes of the policy', () => {
    const about = RULES.filter(({ category }) => category === 'permissions').map(({ id }) => id);
    const expected = [...about.filter((id) => !OTHERS.includes(id)), 'policy-changed'];
    assert.deepEqual([...WIDENING].toSorted(), expected.toSorted());
  });

  test('is one way to ask for an owner; a rule, or the reviewer, is another', () => {
    const widened = finding({ rule: 'permission-widened', source: 'rule' });
    assert.equal(needsOwner(widened, ['widening']), true);
    assert.equal(needsOwner(widened, ['permission-widened']), true);
    assert.equal(needsOwner(widened, ['mcp-added']), false);
    assert.equal(needsOwner(widened, []), false);
    assert.equal(needsOwner(finding(), ['widening']), false);
    assert.equal(needsOwner(finding(), ['agent']), true);
  });
});
