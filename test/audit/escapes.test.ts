import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { ESCAPES } from '../../src/audit/escapes.ts';
import { escapesOf } from '../../src/audit/find-escapes.ts';
import { matches } from '../../src/opencode/wildcard.ts';
import { auditOf } from './audit-of.ts';

const commandsFor = (pattern: string): readonly string[] =>
  [...escapesOf(pattern)].map(({ command }) => command);

suite('the table of escapes', () => {
  for (const { starts, adds, anywhere } of ESCAPES) {
    const pattern = `${starts} *`;
    const command = `${starts} ${adds}`;

    test(`"${pattern}" lets ${command} through`, () => {
      assert.ok(matches(pattern, command), 'by the wildcards of OpenCode');
      assert.ok(commandsFor(pattern).includes(command), 'and the audit says so');
      if (anywhere !== true) return;
      const longer = `${starts} with-more*`;
      const found = commandsFor(longer).filter((one) => one.startsWith(`${starts} with-more `));
      assert.ok(found.length > 0);
      assert.ok(found.every((one) => matches(longer, one)));
    });

    test(`${command} is one command, so that OpenCode asks for it as a whole`, () => {
      const bare = command.replace(/'[^']*'|"[^"]*"/g, '');
      assert.doesNotMatch(bare, /[;&|`]|\$\(/);
    });
  }

  test('exact commands have none, and neither have commands of no use for it', () => {
    for (const pattern of ['find', 'npm run lint', 'ls *', 'pwd*', 'git status*', 'gh pr view*', 'gitk *']) {
      assert.deepEqual(commandsFor(pattern), [], pattern);
    }
  });

  test('a pattern that begins with a wildcard lets any program through', () => {
    for (const pattern of ['* --help', '*test*', '*']) {
      const first = commandsFor(pattern)[0] ?? '';
      assert.ok(first.startsWith('sh -c id'), pattern);
      assert.ok(matches(pattern, first));
    }
  });
});

suite('what the escapes do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gate-test-escapes-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const marker = join(folder, 'marker');
  const run = (command: string): void => {
    try {
      execFileSync('bash', ['-c', command], {
        cwd: folder,
        env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, HOME: folder },
        stdio: ['ignore', 'ignore', 'ignore'],
        timeout: 20_000,
      });
    } catch {
      // Many of them fail after they have run the program: only what it left behind counts.
    }
  };
  writeFileSync(join(folder, 'id'), `#!/bin/sh\n: > ${marker}\n`);
  chmodSync(join(folder, 'id'), 0o755);
  writeFileSync(join(folder, 'notes.txt'), 'payload\n');
  writeFileSync(join(folder, 'README.md'), 'text\n');
  run(
    'mkdir src && git init -q . && git add -A && git -c user.name=a -c user.email=a@b.example commit -qm 1 && echo more >> README.md && git -c user.name=a -c user.email=a@b.example commit -qam 2',
  );

  const started = [
    'git',
    'git difftool',
    'git grep',
    'git ls-remote',
    'git archive',
    'find',
    'sed',
    'awk',
    'tar',
    'env',
    'xargs',
    'nice',
    'timeout',
    'sh',
    'perl',
  ];
  for (const starts of started) {
    test(`${starts} runs the program that stands in it`, () => {
      const command = `${starts} ${ESCAPES.find((one) => one.starts === starts)?.adds ?? ''}`;
      rmSync(marker, { force: true });
      run(`${starts} --version`);
      assert.equal(existsSync(marker), false, 'without the escape nothing runs');
      run(command);
      assert.ok(existsSync(marker), command);
    });
  }

  for (const starts of [
    'git log',
    'git show',
    'git diff',
    'sort',
    'cat',
    'echo',
    'grep',
    'tee',
    'cp',
    'dd',
  ]) {
    test(`${starts} writes the file that stands in it`, () => {
      const target = join(folder, 'src/index.ts');
      const command = `${starts} ${ESCAPES.find((one) => one.starts === starts && one.effect === 'writes')?.adds ?? ''}`;
      rmSync(target, { force: true });
      run(command);
      assert.ok(existsSync(target), command);
      if (starts === 'cat') assert.equal(readFileSync(target, 'utf8'), 'payload\n');
    });
  }
});

suite('escapes of an agent', () => {
  const findings = (permission: object) =>
    auditOf({ 'opencode.json': JSON.stringify({ permission }, null, 1) }).findings.filter(
      (finding) => finding.rule === 'bash-pattern-escapes',
    );

  test('an escape that a later pattern denies is not shown; the next one is', () => {
    const bash = { '*': 'deny', 'git diff*': 'allow' };
    assert.match(findings({ edit: 'deny', bash })[0]?.message ?? '', /git difftool/);
    const narrower = { ...bash, 'git difftool*': 'deny' };
    assert.match(findings({ edit: 'deny', bash: narrower })[0]?.message ?? '', /--output/);
    const none = { ...narrower, '*--output*': 'deny' };
    assert.deepEqual(findings({ edit: 'deny', bash: none }), []);
  });

  test('where any command runs there is nothing to escape from', () => {
    assert.deepEqual(findings({ bash: { '*': 'allow', 'find *': 'allow' } }), []);
  });

  test('what only writes matters where editing is not allowed', () => {
    const bash = { '*': 'deny', 'cat *': 'allow', 'head *': 'allow' };
    assert.deepEqual(
      findings({ edit: 'deny', bash }).map(({ severity }) => severity),
      ['medium'],
    );
    assert.deepEqual(
      findings({ edit: 'allow', bash }).filter(({ message }) => message.includes('src/index.ts')).length,
      0,
    );
  });
});
