import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { runAudit } from '../../src/audit/run-audit.ts';
import { BASE } from '../../src/demo/sample/base.ts';
import { CLAIMS } from '../../src/demo/sample/claims.ts';
import { CHANGED } from '../../src/demo/sample/head.ts';
import { type AssetFile, isAsset } from '../../src/opencode/asset.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { sampleChange } from './sample-change.ts';

const POLICY = '.github/review-gate.jsonc';

function assetsOf(files: Readonly<Record<string, string>>): readonly AssetFile[] {
  return Object.entries(files)
    .filter(([path]) => isAsset(path))
    .map(([path, content]) => {
      const bytes = Buffer.from(content);
      return { path, mode: '100644', bytes, size: bytes.length };
    });
}

function auditSample(head: Readonly<Record<string, string>>) {
  const policy = parsePolicy(Buffer.from(BASE[POLICY] ?? ''), POLICY);
  return runAudit({
    head: assetsOf(head),
    base: assetsOf(BASE),
    owners: { path: 'CODEOWNERS', covers: () => true, of: () => ['@owner'] },
    secrets: [],
    change: sampleChange(),
    policy,
    failOn: policy.review.failOn,
    today: '2026-01-06',
    hash: (text) => createHash('sha256').update(text).digest('hex'),
  });
}

test('the audit finds in the sample what it claims for the rules, each on its line, and nothing else', () => {
  const { verdict, findings } = auditSample({ ...BASE, ...CHANGED });
  assert.equal(verdict, 'block');
  const claimed = CLAIMS.filter(({ source }) => source === 'rule');
  assert.deepEqual(
    findings.map(({ rule, path, startLine }) => `${rule} ${path}:${startLine}`).toSorted(),
    claimed.map(({ name, path, line }) => `${name} ${path}:${line}`).toSorted(),
  );
});

test('the audit finds nothing at the base of the sample, whose policy allows what is there', () => {
  const { verdict, findings } = auditSample(BASE);
  assert.deepEqual(findings, []);
  assert.equal(verdict, 'pass');
});
