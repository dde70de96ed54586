import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { type Files, makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';

/*
 * The same enemies as in hostile.test.ts, as far as git can carry them, through the whole command: what the adapter
 * reads, what it leaves out, and how much memory and time that may take.
 */
const CLI = join(import.meta.dirname, '../../src/cli.ts');
const MEGABYTE = 1024 * 1024;
const repeated = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length));
const agent = '---\nmode: subagent\npermission:\n  bash: deny\n---\nWork.\n';

type Report = {
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string }[];
  readonly audit: {
    readonly matrix: readonly unknown[];
    readonly findings: readonly { readonly rule: string; readonly path: string }[];
  };
};

/** Both far more than any of this takes, also on a busy machine: what this must catch takes many times as much. */
type Limits = { readonly memory: number; readonly seconds: number };
const ORDINARY: Limits = { memory: 512, seconds: 45 };

/** Says at its end how much memory the process had at most: the kernel's own figure, in KiB. */
const MEASURE = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));
`)}`;

/** The whole command. `memory` in MiB, of all that the process holds; what hangs is ended after `seconds`. */
function audit(context: TestContext, files: Files, { memory, seconds } = ORDINARY) {
  const repository = makeRepository(context);
  repository.commit(files);
  const home = makeDirectory(context);
  const args = ['audit', '--repo', repository.directory, '--rev', 'main', '--format', 'json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', MEASURE, CLI, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home, PEAK_FILE: join(home, 'peak') },
    encoding: 'utf8',
    timeout: seconds * 1000,
    maxBuffer: 256 * MEGABYTE,
  });
  assert.ok(status === 0 || status === 1 || status === 2, `it ended with ${status}: ${stderr.slice(-300)}`);
  const peak = Number(readFileSync(join(home, 'peak'), 'utf8')) / 1024;
  assert.ok(peak > 10 && peak < memory, `it took ${Math.round(peak)} MiB`);
  return { report: JSON.parse(stdout) as Report, status, stderr };
}

const CASES: Readonly<Record<string, { readonly path: string; readonly files: () => Files }>> = {
  'a config of 100 MB': {
    path: 'opencode.json',
    files: () => ({ 'opencode.json': Buffer.alloc(100 * MEGABYTE, '{"a": 1}\n') }),
  },
  '10,000 levels of objects': {
    path: 'opencode.json',
    files: () => ({ 'opencode.json': `${repeated('{"a":', 50_000)}1${repeated('}', 10_000)}` }),
  },
  '10,000 levels of lists in front matter': {
    path: '.opencode/agent/a.md',
    files: () => ({
      '.opencode/agent/a.md': `---\na: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n---\nWork.\n`,
    }),
  },
  'a config of invalid UTF-8': {
    path: 'opencode.json',
    files: () => ({ 'opencode.json': Buffer.from('7b22ff80fe223a317d', 'hex') }),
  },
  'a config with zero bytes': {
    path: 'opencode.json',
    files: () => ({ 'opencode.json': `{ "permission": "deny" ${'\0'.repeat(5_000)}}` }),
  },
  'an agent of zero bytes': {
    path: '.opencode/agent/a.md',
    files: () => ({ '.opencode/agent/a.md': Buffer.alloc(MEGABYTE) }),
  },
  'zero bytes in front matter': {
    path: '.opencode/agent/a.md',
    files: () => ({ '.opencode/agent/a.md': '---\nmode: all\npermission:\0 deny\n---\nWork.\n' }),
  },
  'aliases that double at each step': {
    path: '.opencode/agent/a.md',
    files: () => ({ '.opencode/agent/a.md': `---\n${doubling(60)}\n---\nWork.\n` }),
  },
  'an agent that is a link to /etc/passwd': {
    path: '.opencode/agent/a.md',
    files: () => ({ '.opencode/agent/a.md': ['120000', '/etc/passwd'] }),
  },
  'a config that is a link to /etc/passwd': {
    path: 'opencode.json',
    files: () => ({ 'opencode.json': ['120000', '/etc/passwd'] }),
  },
};

/** Read to its end, the last one is 2 to the power of `steps` texts. */
function doubling(steps: number): string {
  const lines = Array.from({ length: steps }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
  return ['a0: &a0 [text]', ...lines].join('\n');
}

suite('hostile repositories', () => {
  for (const [name, { path, files }] of Object.entries(CASES)) {
    test(`${name}: a finding that names the file, in bounded time and memory`, (context) => {
      const { report } = audit(context, files());
      assert.equal(report.verdict, 'block');
      const unread = report.audit.findings.filter(({ rule }) =>
        ['config-invalid', 'frontmatter-fails-open'].includes(rule),
      );
      assert.ok(
        unread.some((finding) => finding.path === path),
        JSON.stringify(report.audit.findings.map(({ rule }) => rule)),
      );
      assert.doesNotMatch(JSON.stringify(report), /root:x:0/u);
    });
  }

  test('a directory named opencode.json is no config, and what is beside it is still read', (context) => {
    const { report } = audit(context, {
      'opencode.json/notes.md': 'text\n',
      'opencode.jsonc': '{ "permission": { "bash": "allow" } }\n',
    });
    const open = report.audit.findings.filter(({ rule }) => rule === 'bash-unrestricted');
    assert.deepEqual(
      open.map(({ path }) => path),
      ['opencode.jsonc'],
    );
  });

  test('includes that lead back to themselves are never followed', (context) => {
    const { report } = audit(context, {
      'opencode.json':
        '{ "permission": { "bash": "allow" }, "username": "{file:opencode.json}", "instructions": ["{file:.opencode/a.md}"] }\n',
      '.opencode/a.md': '{file:../opencode.json}{file:a.md}\n',
    });
    assert.ok(report.audit.findings.some(({ rule }) => rule === 'bash-unrestricted'));
  });

  test('patterns that are slow as regular expressions are judged like any other', (context) => {
    const slow = '*a'.repeat(20_000);
    const { report } = audit(context, {
      'opencode.json': JSON.stringify({ permission: { bash: { [slow]: 'deny', '(a+)+$': 'deny' } } }),
      '.opencode/agent/a.md': `---\npermission:\n  bash:\n    "*": allow\n    "${slow}b": deny\n---\nWork.\n`,
    });
    assert.ok(report.audit.findings.some(({ path }) => path === '.opencode/agent/a.md'));
  });

  test('a thousand agents that sixty folders change are judged, or refused with one error', (context) => {
    const agents = Array.from({ length: 1_000 }, (_, i) => [`.opencode/agent/a${i}.md`, agent] as const);
    const folders = Array.from(
      { length: 60 },
      (_, i) => [`packages/p${i}/opencode.json`, '{ "permission": { "edit": "ask" } }\n'] as const,
    );
    const { report } = audit(context, Object.fromEntries([...agents, ...folders]), {
      memory: 1536,
      seconds: 150,
    });
    assert.ok(report.audit.matrix.length > 1_000 || report.reasons[0]?.code === 'audit-failed');
  });

  test('50,000 agents are audited or refused with one error, in bounded memory', (context) => {
    const many = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, i) => [`.opencode/agent/a${i}.md`, agent]),
    );
    const { report, status, stderr } = audit(context, many, { memory: 1024, seconds: 150 });
    if (status === 0) assert.ok(report.audit.matrix.length >= 50_000);
    else {
      assert.deepEqual(
        report.reasons.map(({ code }) => code),
        ['audit-failed'],
      );
      assert.match(stderr, /too large to resolve/u);
    }
  });
});
