import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { AssetFile } from '../../src/opencode/asset.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { asset, auditOf } from './audit-of.ts';
import { changedFiles } from './changed-files.ts';
import { CASES, type Case } from './read-case.ts';

/** The suggestions of a rule over the cases of that rule: each must end what it is about, and nothing may break. */
const OFFERS = CASES.flatMap((one) =>
  findingsIn(one, one.head)
    .filter((finding) => finding.rule === one.rule && finding.suggestion !== undefined)
    .map((finding) => ({ one, finding })),
);

suite('every suggestion of every rule', () => {
  for (const { one, finding } of OFFERS) {
    test(`${one.rule} ${one.name}, line ${finding.startLine}: what it offers ends the finding`, () => {
      const before = findingsIn(one, one.head);
      const after = findingsIn(one, applied(one.head, finding));
      const same = (list: readonly Finding[]) => list.filter((other) => other.id === finding.id).length;
      assert.ok(same(after) < same(before), 'the finding is still there');
      const known = broken(before);
      assert.deepEqual(
        broken(after).filter((file) => !known.includes(file)),
        [],
        'the file no longer means what it says',
      );
      assert.ok(worst(after) <= worst(before), 'it makes something else worse');
    });
  }

  test('there are some', () => assert.ok(OFFERS.length > 0));

  test('nothing hidden, nothing for a workflow, and nothing that changes nothing is offered', () => {
    const key = (text: string) =>
      auditOf({ 'opencode.json': `{\n  "permision": { "bash": "deny" }${text}\n}\n` });
    const offered = (text: string) =>
      key(text).findings.find(({ rule }) => rule === 'config-unknown-key')?.suggestion;
    assert.equal(offered(''), '  "permission": { "bash": "deny" }');
    assert.equal(offered(' // \u202eright to left'), undefined);
    assert.equal(offered(' // \u200bzero'), undefined);
  });
});

function findingsIn({ policy, base, owners }: Case, head: readonly AssetFile[]): readonly Finding[] {
  return auditOf(head, {
    policy,
    ...(base === undefined ? {} : { base, files: changedFiles(base, head) }),
    ...(owners === undefined ? {} : { owners }),
  }).findings;
}

function applied(
  files: readonly AssetFile[],
  { path, startLine, endLine, suggestion }: Finding,
): readonly AssetFile[] {
  return files.map((file) => {
    if (file.path !== path) return file;
    const lines = new TextDecoder().decode(file.bytes).split('\n');
    lines.splice(startLine - 1, endLine - startLine + 1, ...(suggestion === '' ? [] : [suggestion ?? '']));
    return asset(path, lines.join('\n'), file.mode);
  });
}

/** Files that OpenCode refuses or drops. */
function broken(findings: readonly Finding[]): readonly string[] {
  const rules = ['config-invalid', 'frontmatter-fails-open', 'frontmatter-executes'];
  return findings.filter(({ rule }) => rules.includes(rule)).map(({ rule, path }) => `${rule} ${path}`);
}

function worst(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity === 'high' || severity === 'critical').length;
}
