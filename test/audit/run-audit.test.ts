import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ChangedFile } from '../../src/change/change.ts';
import { GateError } from '../../src/errors.ts';
import { DEFAULT_POLICY } from '../../src/policy/policy.ts';
import { asset, auditOf, places } from './audit-of.ts';

const OPEN = { 'opencode.json': '{\n  "permission": { "bash": "allow" }\n}\n' };
const agent = (permission: string): string =>
  `---\ndescription: Works\npermission:\n  bash: ${permission}\n---\nWork.\n`;

const renamed = (basePath: string, path: string): ChangedFile => ({
  path,
  basePath,
  status: 'renamed',
  kind: 'text',
  baseMode: '100644',
  headMode: '100644',
  baseBlob: 'b',
  headBlob: 'a',
  encoding: 'utf-8',
  passiveMedia: false,
  added: 0,
  removed: 0,
  hunks: [],
});

suite('the verdict of the audit', () => {
  test('nothing found passes', () => {
    assert.equal(auditOf({}).verdict, 'pass');
  });

  test('a finding at the threshold blocks and says so', () => {
    const result = auditOf(OPEN);
    assert.equal(result.verdict, 'block');
    assert.deepEqual(
      result.reasons.map((reason) => reason.code),
      ['finding-at-threshold'],
    );
  });

  test('a finding below the threshold is shown and passes', () => {
    for (const failOn of ['critical', 'never'] as const) {
      const result = auditOf(OPEN, { failOn });
      assert.equal(result.verdict, 'pass');
      assert.equal(result.findings.length, 1);
    }
  });

  test('a rule that fails leaves no verdict', () => {
    const policy = {
      ...DEFAULT_POLICY,
      accepted: [{ fingerprint: '0'.repeat(32), reason: 'x', expires: '2020-01-01' }],
      lineOf: (): number => {
        throw new TypeError('a bug in a rule');
      },
    };
    assert.throws(
      () => auditOf(OPEN, { policy }),
      (error) => error instanceof GateError && error.code === 'audit-failed',
    );
  });
});

suite('what was there before', () => {
  test('it is shown and does not block', () => {
    const result = auditOf(OPEN, { base: OPEN });
    assert.equal(result.verdict, 'pass');
    assert.deepEqual(
      result.findings.map((finding) => finding.accepted),
      [{ by: 'existing', reason: 'Already there at the base.' }],
    );
  });

  test('it still does when its line has moved and is indented otherwise', () => {
    const moved = {
      'opencode.json': '{\n  "share": "disabled",\n\n      "permission": { "bash":   "allow" }\n}\n',
    };
    assert.equal(auditOf(moved, { base: OPEN }).verdict, 'pass');
  });

  test('it blocks when the policy says so, and is hidden when the policy says that', () => {
    const block = auditOf(OPEN, { base: OPEN, policy: { ...DEFAULT_POLICY, auditExisting: 'block' } });
    assert.equal(block.verdict, 'block');
    const off = auditOf(OPEN, { base: OPEN, policy: { ...DEFAULT_POLICY, auditExisting: 'off' } });
    assert.deepEqual([off.verdict, off.findings], ['pass', []]);
  });

  test('the same line under another agent is new', () => {
    const one =
      '{\n  "agent": {\n    "a": {\n      "permission": {\n        "bash": "allow"\n      }\n    }\n  }\n}\n';
    const two = one.replace(
      '"agent": {\n',
      `"agent": {\n${one.split('\n').slice(2, 7).join('\n').replace('"a"', '"b"')},\n`,
    );
    const result = auditOf({ 'opencode.json': two }, { base: { 'opencode.json': one } });
    assert.equal(result.verdict, 'block');
    assert.deepEqual(
      result.findings
        .filter((finding) => finding.rule === 'bash-unrestricted')
        .map((finding) => finding.accepted?.by),
      [undefined, 'existing'],
    );
  });

  test('a second place with the same fingerprint is new', () => {
    const spec = (times: number) => ({ 'opencode.json': `{ "plugin": [\n${'"./a.ts",\n'.repeat(times)}] }` });
    const result = auditOf(spec(2), { base: spec(1) });
    assert.equal(result.verdict, 'block');
    const plugins = result.findings.filter((finding) => finding.rule === 'plugin-local-code');
    assert.equal(plugins.filter((finding) => finding.accepted).length, 1);
  });

  test('a renamed file keeps its findings, a copied one does not', () => {
    const base = { '.opencode/agent/a.md': agent('allow') };
    const files = [renamed('.opencode/agent/a.md', '.opencode/agent/b.md')];
    assert.equal(auditOf({ '.opencode/agent/b.md': agent('allow') }, { base, files }).verdict, 'pass');
    assert.equal(auditOf({ ...base, '.opencode/agent/b.md': agent('allow') }, { base }).verdict, 'block');
  });

  test('a plugin whose code has changed is new', () => {
    const plugin = (code: string) => ({ '.opencode/plugin/p.ts': `// the same first line\n${code}\n` });
    assert.equal(auditOf(plugin('log()'), { base: plugin('log()') }).verdict, 'pass');
    assert.equal(auditOf(plugin('steal()'), { base: plugin('log()') }).verdict, 'block');
  });

  test('a local plugin outside of .opencode is new when the change touches its code', () => {
    const config = { '.opencode/opencode.json': '{ "plugin": ["../tools/p.ts"] }' };
    const touched = { ...renamed('tools/p.ts', 'tools/p.ts'), status: 'modified' as const };
    assert.equal(auditOf(config, { base: config }).verdict, 'pass');
    assert.equal(auditOf(config, { base: config, files: [touched] }).verdict, 'block');
  });
});

suite('what the audit did not read', () => {
  const large = (path: string) => [{ ...asset(path, '{}'), size: 2 * 1024 * 1024 }];
  const changed = (path: string) => ({ ...renamed(path, path), status: 'modified' as const });

  for (const path of ['opencode.json', '.opencode/plugin/p.ts', '.opencode/plugin/lib/p.ts']) {
    test(`${path} is old as long as the change leaves it alone`, () => {
      assert.equal(auditOf(large(path), { base: large(path) }).verdict, 'pass');
      assert.equal(auditOf(large(path), { base: large(path), files: [changed(path)] }).verdict, 'block');
    });
  }

  test('a picture beside the configuration is no problem', () => {
    const picture = asset('.opencode/logo.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff]));
    assert.deepEqual(
      auditOf([picture, { ...picture, path: '.opencode/bun.lockb', size: 2 ** 30 }]).findings,
      [],
    );
  });
});

suite('what the policy decides', () => {
  const id = auditOf(OPEN).findings[0]?.id ?? '';
  const accepting = (expires?: string) => ({
    ...DEFAULT_POLICY,
    accepted: [{ fingerprint: id, reason: 'Agreed.', expires }],
    path: '.github/review-gate.jsonc',
  });

  test('an accepted finding is shown with its reason and does not block', () => {
    const result = auditOf(OPEN, { policy: accepting('2026-06-15') });
    assert.equal(result.verdict, 'pass');
    assert.deepEqual(result.findings[0]?.accepted, { by: 'policy', reason: 'Agreed.' });
  });

  test('an expired acceptance no longer counts and is reported', () => {
    const result = auditOf(OPEN, { policy: accepting('2026-06-14') });
    assert.equal(result.verdict, 'block');
    assert.ok(places(result).includes('policy-expired .github/review-gate.jsonc:0'));
  });

  test('a rule is off, or weighs something else', () => {
    assert.deepEqual(
      auditOf(OPEN, { policy: { ...DEFAULT_POLICY, rules: { 'bash-unrestricted': 'off' } } }).findings,
      [],
    );
    const low = auditOf(OPEN, { policy: { ...DEFAULT_POLICY, rules: { 'bash-unrestricted': 'low' } } });
    assert.deepEqual([low.verdict, low.findings[0]?.severity], ['pass', 'low']);
  });
});

suite('several places in which OpenCode may be started', () => {
  test('a nested agent is judged with what lies above it, and named by its folder', () => {
    const result = auditOf({
      'opencode.json': '{ "permission": { "bash": "deny" } }',
      'web/.opencode/agent/open.md': agent('allow'),
      'web/.opencode/agent/shut.md': '---\ndescription: Works\nmode: subagent\n---\nWork.\n',
    });
    assert.deepEqual(places(result), ['bash-unrestricted web/.opencode/agent/open.md:4']);
    const nested = result.matrix.filter((row) => row.agent.startsWith('web: '));
    assert.deepEqual(
      nested.map((row) => [row.agent, row.cells['bash']]),
      [
        ['web: open', 'allow'],
        ['web: shut', 'deny'],
      ],
    );
  });
});
