import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isRemote, parseAddress } from '../../src/audit/address.ts';
import { inlineCode } from '../../src/audit/inline-code.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { auditOf, places } from './audit-of.ts';

const config = (mcp: object, more: object = {}): string => JSON.stringify({ ...more, mcp }, null, 1);
const policy = (text: object): Policy =>
  parsePolicy(new TextEncoder().encode(JSON.stringify(text)), '.github/review-gate.jsonc');
const local = (...command: string[]) => ({ type: 'local', command });
const APPROVING = policy({ mcp: [{ name: 'a', command: ['node', 'a.js'], reason: 'x' }] });

function firings(
  files: Record<string, string>,
  rule: string,
  options: Parameters<typeof auditOf>[1] = {},
): number {
  return places(auditOf(files, options)).filter((place) => place.startsWith(`${rule} `)).length;
}

suite('which server counts', () => {
  test('one that another layer switches on counts, one that it switches off does not', () => {
    const open = { a: { type: 'remote', url: 'http://example.com/mcp' } };
    const on = { a: { enabled: true } };
    const off = { a: { enabled: false } };
    const both = (root: object, dot: object) => ({
      'opencode.json': config(root),
      '.opencode/opencode.json': config(dot),
    });
    assert.equal(firings(both(open, off), 'mcp-remote-plain'), 0);
    assert.equal(firings(both({ a: { ...open.a, enabled: false } }, on), 'mcp-remote-plain'), 1);
  });

  test('the spelling of version 2 counts as well', () => {
    const servers = { servers: { a: { type: 'remote', url: 'http://example.com/mcp' } } };
    assert.equal(firings({ 'opencode.json': config(servers) }, 'mcp-remote-plain'), 1);
  });
});

suite('what the policy approves', () => {
  const approved = { 'opencode.json': config({ a: local('node', 'a.js') }) };

  test('a name with its exact command', () => {
    assert.equal(firings(approved, 'mcp-unapproved', { policy: APPROVING }), 0);
    const other = { 'opencode.json': config({ a: local('node', 'a.js', '--all') }) };
    assert.equal(firings(other, 'mcp-unapproved', { policy: APPROVING }), 1);
    const joined = { 'opencode.json': config({ a: local('node a.js') }) };
    assert.equal(firings(joined, 'mcp-unapproved', { policy: APPROVING }), 1);
  });

  test('a name alone approves nothing, and neither does an expired entry', () => {
    for (const entry of [{}, { command: ['node', 'a.js'], expires: '2026-06-14' }]) {
      const strict = policy({ mcp: [{ name: 'a', reason: 'x', ...entry }] });
      assert.equal(firings(approved, 'mcp-unapproved', { policy: strict }), 1);
    }
  });

  test('a url approves no command', () => {
    const remote = policy({ mcp: [{ name: 'a', url: 'https://example.com/mcp', reason: 'x' }] });
    assert.equal(firings(approved, 'mcp-unapproved', { policy: remote }), 1);
  });

  test('a finding of the base does not cover another command', () => {
    const other = { 'opencode.json': config({ b: local('node', 'b.js') }) };
    const changed = { 'opencode.json': config({ b: local('node', 'c.js') }) };
    const verdict = (head: Record<string, string>) =>
      auditOf(head, { base: other, policy: APPROVING }).findings.find(
        ({ rule }) => rule === 'mcp-unapproved',
      );
    assert.equal(verdict(other)?.accepted?.by, 'existing');
    assert.equal(verdict(changed)?.accepted, undefined);
  });
});

suite('credentials in the file', () => {
  const VALUE = 'q8w3e7r1t5y9u2i6o0p4';
  const found = (server: object) => {
    const result = auditOf({ 'opencode.json': config({ a: server }) });
    return result.findings.filter(({ rule }) => rule === 'mcp-secret-inline');
  };

  test('the value is in no finding of the rule', () => {
    const secrets = found({
      ...local('run', '--token', VALUE),
      environment: { API_KEY: VALUE },
      enabled: false,
    });
    assert.equal(secrets.length, 2);
    assert.ok(!JSON.stringify(secrets).includes(VALUE));
  });

  test('another value at the same place is a new finding', () => {
    const one = found({ type: 'remote', url: 'https://x.example', headers: { 'X-Api-Key': VALUE } });
    const two = found({ type: 'remote', url: 'https://x.example', headers: { 'X-Api-Key': `${VALUE}1` } });
    assert.notEqual(one[0]?.id, two[0]?.id);
  });

  for (const value of [
    '{env:KEY}',
    'Bearer {file:~/key}',
    '${KEY}',
    '<your-api-key-1>',
    'your-api-key-12345',
    '',
    'true',
    'xxxxxxxxxxxx',
  ]) {
    test(`${JSON.stringify(value)} is none`, () => {
      assert.deepEqual(
        found({ type: 'remote', url: 'https://x.example', headers: { Authorization: value } }),
        [],
      );
    });
  }

  test('in the address', () => {
    for (const url of [`https://u:${VALUE}@x.example/`, `https://x.example/?api_key=${VALUE}`]) {
      assert.equal(found({ type: 'remote', url }).length, 1);
    }
  });
});

suite('addresses', () => {
  for (const [text, remote] of [
    ['http://localhost:1', false],
    ['http://127.1/', false],
    ['http://[::1]:8/x', false],
    ['http://2130706433/', false],
    ['http://127.0.0.1.example.com/', true],
    ['http://127.0.0.1@example.com/', true],
    ['http://localhost.example.com', true],
    ['http://{env:HOST}/x', true],
    ['{env:ADDRESS}', false],
    ['docs/rules.md', false],
    ['file:///x', false],
  ] as const) {
    test(`${text} is ${remote ? 'another machine' : 'not another machine'}`, () => {
      assert.equal(isRemote(text), remote);
    });
  }

  test('a text that is no address is none', () => assert.equal(parseAddress('not an address'), null));
});

suite('programs inside a command line', () => {
  for (const [command, index] of [
    ['sh -c x', 2],
    ['/bin/bash -lc x', 2],
    ['env A=1 bash -c x', 4],
    ['cmd.exe /c x', 2],
    ['pwsh -NoProfile -Command x', 3],
    ['node --eval x', 2],
    ['python3 -c x', 2],
    ['deno eval x', 2],
  ] as const) {
    test(command, () => assert.equal(inlineCode(command.split(' '))?.index, index));
  }
  for (const command of [
    'bash x.sh -c',
    'node x.js -e',
    'python -m server',
    'npx server -c',
    'deno run x.ts',
    '',
  ]) {
    test(`${command} is none`, () => assert.equal(inlineCode(command.split(' ')), null));
  }
});
