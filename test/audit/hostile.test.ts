import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { GateError } from '../../src/errors.ts';
import type { AssetFile } from '../../src/opencode/asset.ts';
import { asset, auditOf as audit, places } from './audit-of.ts';

const MEGABYTE = 1024 * 1024;
const AGENT = '.opencode/agent/a.md';
const front = (text: string): string => `---\n${text}\n---\nbody\n`;
const fill = (piece: string, length = MEGABYTE - 200): string =>
  piece.repeat(Math.floor(length / piece.length));

/** Far more than any of this takes: what this must catch takes minutes. */
const SOON = 15_000;

/** A runner's timeout cannot end a loop, so the time is looked at afterwards. */
const auditOf: typeof audit = (...request) => {
  const start = Date.now();
  try {
    return audit(...request);
  } finally {
    assert.ok(Date.now() - start < SOON, 'it took too long');
  }
};

/** The rules that say that a file was not understood. */
const UNREAD = ['config-invalid', 'frontmatter-fails-open'];

/** Each must end in a result that names the file, soon; which words it uses is of no matter. */
const HOSTILE: Readonly<Record<string, AssetFile>> = {
  'arrays in arrays': asset('opencode.json', fill('[')),
  'objects in objects': asset('opencode.json', fill('{"a":')),
  'an open string': asset('opencode.json', `"${fill('a')}`),
  'an open comment': asset('opencode.json', `/*${fill('*')}`),
  'many substitutions': asset('opencode.json', fill('{env:')),
  'many comments and a substitution': asset('opencode.json', `{env:A}${fill('/*')}`),
  'many quotes and a substitution': asset('opencode.json', `{env:A}${fill('"\\')}`),
  'many quotes': asset('opencode.json', fill('"\\')),
  'zero bytes': asset('opencode.json', new Uint8Array(MEGABYTE)),
  'an agent of zero bytes': asset(AGENT, new Uint8Array(MEGABYTE)),
  'a zero byte in front matter': asset(AGENT, front('mode: sub\0agent\npermission: deny')),
  'a zero byte in a prompt': asset(AGENT, `${front('permission: deny')}one\0two\n`),
  'a zero byte in a command': asset('.opencode/command/c.md', `${front('description: "a\0b"')}\n`),
  'a zero byte in instructions': asset('AGENTS.md', 'one\0two\n'),
  'not UTF-8': asset('opencode.json', new Uint8Array(1000).fill(0xff)),
  'a null': asset('opencode.json', 'null'),
  'a number': asset('.opencode/opencode.jsonc', '1'),
  'yaml in brackets': asset(AGENT, front(`a: ${fill('[', 60_000)}`)),
  'yaml in braces': asset(AGENT, front(fill('{a: ', 60_000))),
  'yaml in dashes': asset(AGENT, front(fill('- ', 60_000))),
  'yaml in question marks': asset(AGENT, front(fill('? ', 60_000))),
  'yaml indented': asset(
    AGENT,
    front(Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')),
  ),
  'an alias bomb': asset(AGENT, front(bomb())),
  'an alias to itself': asset(AGENT, front('a: &a [*a]')),
  'an alias without anchor': asset(AGENT, front('a: *b')),
  'the same key often': asset(AGENT, front(fill('a: 1\n', 60_000))),
  'large front matter': asset(AGENT, front(fill('a'))),
  'front matter without end': asset(AGENT, `---\n${fill('a: {')}`),
  'a link to a system file': asset('.opencode/opencode.json', '/etc/passwd', '120000'),
  'a link out of the tree': asset('AGENTS.md', '../../AGENTS.md', '120000'),
  'a folder that is a link': asset('.opencode', '../elsewhere', '120000'),
  'more than was read': { ...asset('opencode.json', '{}'), size: 100 * MEGABYTE },
};

suite('hostile files', () => {
  for (const [name, file] of Object.entries(HOSTILE)) {
    test(`${name}: a finding, in bounded time`, () => {
      const result = auditOf([file]);
      assert.ok(
        places(result).some((place) => UNREAD.some((rule) => place.startsWith(`${rule} ${file.path}:`))),
        'no finding',
      );
      assert.equal(result.verdict, 'block');
    });
  }

  test('prototype keys are keys like any other', () => {
    const text =
      '{ "__proto__": { "permission": "allow" }, "permission": { "__proto__": { "bash": "allow" }, "bash": "deny" }, "agent": { "__proto__": { "permission": "allow" }, "constructor": { "mode": "all" } } }';
    const result = auditOf({
      'opencode.json': text,
      [AGENT]: front('__proto__:\n  permission: allow\npermission: deny'),
    });
    assert.deepEqual(
      result.matrix.filter((row) => row.cells['bash'] !== 'deny'),
      [],
    );
    assert.ok(result.matrix.some((row) => row.agent === 'constructor'));
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
    assert.equal('permission' in {}, false);
  });

  test('patterns that are slow as regular expressions are not', () => {
    const pattern = '*a'.repeat(20_000);
    const text = JSON.stringify({ permission: { bash: { [pattern]: 'allow' }, [pattern]: 'allow' } });
    assert.equal(auditOf({ 'opencode.json': text }).matrix[0]?.cells['bash'], 'allow');
  });

  test('patterns that are slow as regular expressions are not, whatever an agent is asked', () => {
    const slow = (letter: string) => `${`*${letter}`.repeat(400)}?*`;
    const lines = ['bash', 'edit', 'task', 'my_*_tool'].map(
      (key) => `  "${key}":\n    "${slow('a')}": allow\n    "(a+)+$": ask\n    "${slow('b')}": deny`,
    );
    const result = auditOf([asset(AGENT, front(`permission:\n${lines.join('\n')}`))]);
    assert.equal(result.matrix[0]?.cells['bash'], 'pattern');
  });

  test('ten thousand agents and a thousand servers are judged one by one', () => {
    const agents = Array.from({ length: 10_000 }, (_, i) =>
      asset(`.opencode/agent/a${i}.md`, front('mode: subagent')),
    );
    const servers = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`s${i}`, { type: 'local', command: ['npx', 'x'] }]),
    );
    const result = auditOf([...agents, asset('opencode.json', JSON.stringify({ mcp: servers }))]);
    const count = (rule: string) => result.findings.filter((finding) => finding.rule === rule).length;
    assert.deepEqual([count('bash-unrestricted'), count('mcp-unpinned')], [10_000, 1_000]);
    assert.equal(result.matrix.length, 10_004);
  });

  test('more than can be resolved is an error, never a pass', () => {
    const files = Array.from({ length: 3_000 }, (_, i) => asset(`${'d/'.repeat(i)}opencode.json`, '{}'));
    assert.throws(
      () => auditOf(files),
      (error) => error instanceof GateError && error.code === 'audit-failed',
    );
  });
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 12; i += 1)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  return lines.join('\n');
}
