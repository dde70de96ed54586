import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compareResolved } from './compare.ts';
import { generateSetUp } from './generate.ts';
import { askOpencode, FOLDERS, rootOf } from './oracle.ts';
import { resolveOurs } from './ours.ts';
import type { Resolved, RuleTriple, SetUp } from './set-up.ts';

const SEED = 7;

function withText(setUp: SetUp, from: string, to: string): SetUp {
  return { ...setUp, files: new Map([...setUp.files].map(([path, text]) => [path, text.replace(from, to)])) };
}

suite('a comparison', () => {
  const rules: readonly RuleTriple[] = [
    ['*', '*', 'allow'],
    ['edit', `${FOLDERS.home}/x`, 'deny'],
  ];
  const side = (agent: object): Resolved => ({
    refused: false,
    agents: new Map([['a', { mode: 'all', hidden: false, rules, ...agent }]]),
  });
  const ours = side({ rules: rules.with(1, ['edit', '<home>/x', 'deny']), tools: { edit: false } });
  const differences = (theirs: Resolved): number =>
    compareResolved(ours, theirs, FOLDERS).disagreements.length;

  test('takes the same rules as agreement, whatever a folder is called', () => {
    assert.equal(differences(side({ tools: { edit: false } })), 0);
  });

  test('sees another action, order, mode, tool, agent, and a refusal', () => {
    assert.equal(differences(side({ rules: rules.with(0, ['*', '*', 'ask']) })), 1);
    assert.equal(differences(side({ rules: rules.toReversed() })), 1);
    assert.equal(differences(side({ rules: rules.slice(1) })), 1);
    assert.equal(differences(side({ mode: 'primary' })), 1);
    assert.equal(differences(side({ tools: { edit: true } })), 1);
    assert.equal(differences(side({ tools: { unknown: true } })), 1);
    assert.equal(differences({ refused: false, agents: new Map() }), 1);
    assert.equal(differences({ refused: true, error: 'x' }), 1);
  });
});

suite('a generated set-up', () => {
  test('is the same for the same seed and index, and another one for another', () => {
    const text = (seed: number, index: number) => JSON.stringify([...generateSetUp(seed, index).files]);
    assert.equal(text(SEED, 3), text(SEED, 3));
    assert.notEqual(text(SEED, 3), text(SEED, 4));
    assert.notEqual(text(SEED, 3), text(SEED + 1, 3));
  });
});

suite('the real OpenCode', () => {
  test('agrees with our semantics, and the comparison notices when they are wrong', async () => {
    const generated = Array.from({ length: 8 }, (_, index) => generateSetUp(SEED, index));
    const files = new Map([['opencode.json', '{"permission":{"bash":"deny"}}']]);
    const plain: SetUp = { id: 'plain', files, start: '', isGit: false };
    const { resolved } = await askOpencode([...generated, plain], [], 3);
    const differences = (setUp: SetUp, read: SetUp = setUp): readonly string[] => {
      const theirs = resolved.get(setUp.id);
      assert.ok(theirs !== undefined);
      return compareResolved(resolveOurs(read, rootOf(read)), theirs, FOLDERS).disagreements;
    };
    for (const setUp of [...generated, plain]) assert.deepEqual(differences(setUp), [], setUp.id);
    assert.ok(differences(plain, withText(plain, 'deny', 'ask')).length > 0);
  });

  test('that gives no answer is an error, never an agreement', async () => {
    await assert.rejects(askOpencode([generateSetUp(SEED, 0)], [], 0.0005), /ended with/);
  });
});
