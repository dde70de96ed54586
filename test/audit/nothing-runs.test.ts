import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';
import { CLI } from '../dist.ts';

/*
 * A repository in which everything that OpenCode, git, npm, direnv or a shell might run leaves a mark, and which names
 * much that might be fetched. The audit must leave no mark and open no connection; OpenCode and git themselves, started
 * on the same files in a sandbox without a network, show that the marks work.
 */
const marks = makeDirectory({ after });
const repository = makeRepository({ after });
const { directory } = repository;
/** The same files for OpenCode, without the settings of git. */
const checkout = makeDirectory({ after });
const touch = (name: string): string => `touch ${join(marks, name)}`;
const script = (name: string): string =>
  `require("fs").writeFileSync(${JSON.stringify(join(marks, name))}, "");`;
const NOWHERE = 'https://marks.example.org';

const CONFIG = {
  plugin: ['./mark-plugin.js', 'not-a-package-of-anyone@1.0.0'],
  instructions: [`${NOWHERE}/instructions.md`],
  mcp: {
    local: { type: 'local', command: ['sh', '-c', touch('mcp')] },
    remote: { type: 'remote', url: `${NOWHERE}/mcp` },
  },
  formatter: { mark: { command: ['sh', '-c', touch('formatter')], extensions: ['.ts'] } },
  lsp: { mark: { command: ['sh', '-c', touch('lsp')], extensions: ['.ts'] } },
  skills: { urls: [`${NOWHERE}/skills/`] },
  username: '{file:./README.md}{env:PATH}',
  provider: { own: { npm: './mark-provider.js', options: { baseURL: `${NOWHERE}/v1` } } },
};

const FILES: Readonly<Record<string, string>> = {
  'opencode.json': `${JSON.stringify(CONFIG, null, 2)}\n`,
  'mark-plugin.js': `${script('plugin-by-path').replace('require("fs")', '(await import("node:fs"))')}\nexport const Mark = async () => ({});\n`,
  'mark-provider.js': `${script('provider')}\n`,
  '.opencode/plugin/mark.js': `import fs from "node:fs";\nfs.writeFileSync(${JSON.stringify(join(marks, 'plugin'))}, "");\nexport const Mark = async () => ({});\n`,
  '.opencode/tool/mark.ts': `import fs from "node:fs";\nfs.writeFileSync(${JSON.stringify(join(marks, 'tool'))}, "");\nexport default { description: "x", args: {}, async execute() { return ""; } };\n`,
  '.opencode/agent/code.md': `---js\n{ description: String(${script('front-matter').replace('require(', 'process.getBuiltinModule(').slice(0, -1)}) }\n---\nWork.\n`,
  '.opencode/command/shell.md': `---\ndescription: x\n---\n!\`${touch('command')}\`\n`,
  '.opencode/package.json': JSON.stringify({ scripts: { preinstall: touch('opencode-preinstall') } }),
  'package.json': JSON.stringify({ scripts: { preinstall: touch('preinstall'), prepare: touch('prepare') } }),
  '.envrc': `${touch('envrc')}\n`,
  '.github/workflows/review.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: opencode run --auto x; ${touch('workflow')}\n`,
  '.gitattributes': '* filter=mark diff=mark merge=mark\n',
  'README.md': 'text\n',
};
repository.commit(FILES);
checkOut();
hookUp();

/** By hand: a checkout would already run the settings. What waits for a network that is not there stays out. */
function checkOut(): void {
  const here = { plugin: CONFIG.plugin.slice(0, 1), mcp: { local: CONFIG.mcp.local } };
  for (const [path, text] of Object.entries({ ...FILES, 'opencode.json': JSON.stringify(here) })) {
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    writeFileSync(join(checkout, path), text);
  }
  // OpenCode takes its plug-in library for installed with these and asks no registry for it.
  const dependencies = { '@opencode-ai/plugin': '1.18.33' };
  const lock = { lockfileVersion: 3, packages: { '': { dependencies } } };
  for (const folder of ['.opencode', '.home/.config/opencode']) {
    const config = join(checkout, folder);
    mkdirSync(join(config, 'node_modules'), { recursive: true });
    writeFileSync(join(config, 'package.json'), JSON.stringify({ dependencies }));
    writeFileSync(join(config, 'package-lock.json'), JSON.stringify(lock));
  }
}

/** What the folder's own git settings may start, as somebody may leave them in a checkout that is not his own. */
function hookUp(): void {
  const program = join(directory, '.git', 'mark.sh');
  writeFileSync(program, `#!/bin/sh\n${touch('git')}\ncat\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(directory, '.git', 'hooks'), { recursive: true });
  for (const hook of ['post-checkout', 'pre-commit', 'post-index-change', 'reference-transaction']) {
    writeFileSync(join(directory, '.git', 'hooks', hook), `#!/bin/sh\n${touch('git-hook')}\n`, {
      mode: 0o755,
    });
  }
  const keys = ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'diff.external', 'diff.mark.textconv'];
  for (const key of [...keys, 'filter.mark.smudge', 'filter.mark.clean', 'credential.helper', 'core.askPass'])
    repository.git('config', key, program);
  repository.git('config', 'remote.origin.url', `ext::${program}`);
  repository.git('config', 'remote.origin.promisor', 'true');
  repository.git('config', 'protocol.ext.allow', 'always');
}

const left = (): readonly string[] => readdirSync(marks).toSorted();

function clear(): void {
  for (const mark of left()) rmSync(join(marks, mark));
}

const AUDIT = [process.execPath, CLI, 'audit', '--repo', directory, '--fail-on', 'never', '--format', 'json'];

function run(command: readonly string[], settings: Readonly<Record<string, string>> = {}, timeout = 60_000) {
  const [file = '', ...args] = command;
  return spawnSync(file, args, {
    env: { PATH: process.env['PATH'] ?? '', HOME: makeDirectory({ after }), ...settings },
    encoding: 'utf8',
    timeout,
    maxBuffer: 64 * 1024 * 1024,
  });
}

suite('nothing of a repository is executed or fetched', () => {
  test('the audit leaves no mark, and has read what would have left one', () => {
    clear();
    const { status, stdout, stderr } = run([...AUDIT, '--rev', 'main'], { PWD: directory });
    assert.equal(status, 0, stderr);
    const rules = new Set((JSON.parse(stdout) as Report).audit.findings.map(({ rule }) => rule));
    for (const rule of READ) assert.ok(rules.has(rule), `${rule} is missing`);
    assert.deepEqual(left(), []);
  });

  test('it starts git and nothing else, and connects to nothing', () => {
    clear();
    const calls = traced([...AUDIT, '--rev', 'main']);
    const [itself, ...others] = calls.executed;
    assert.equal(itself, process.execPath);
    assert.ok(others.length > 0, 'it did not even start git');
    assert.deepEqual([...new Set(others.map((file) => basename(file)))], ['git']);
    assert.deepEqual(calls.connected, []);
    assert.deepEqual(left(), []);
  });

  test('the trace sees a program that is started and a connection that is tried', () => {
    const code = `require("child_process").spawnSync("/bin/sh", ["-c", "true"]); require("net").connect(9, "127.0.0.1").on("error", () => {})`;
    const calls = traced([process.execPath, '-e', code]);
    assert.deepEqual(calls.executed.slice(1), ['/bin/sh']);
    assert.match(calls.connected.join('\n'), /127\.0\.0\.1/u);
  });

  test('OpenCode itself runs all of it as soon as it starts there', () => {
    clear();
    const { stdout, stderr } = run(inSandbox(checkout, [OPENCODE, 'debug', 'agent', 'code']), {}, 25_000);
    run(inSandbox(checkout, [OPENCODE, 'mcp', 'list']), {}, 25_000);
    for (const mark of ['front-matter', 'mcp', 'plugin', 'plugin-by-path', 'tool'])
      assert.ok(
        left().includes(mark),
        `no mark of ${mark} but of ${left().join(' ')}: ${stdout.slice(-400)} ${stderr.slice(-400)}`,
      );
  });

  test('git itself runs what the settings of the folder say', () => {
    clear();
    run(
      inSandbox(directory, ['/usr/bin/git', '-c', 'safe.directory=*', 'checkout', '-q', 'main', '--', '.']),
    );
    run(inSandbox(directory, ['/usr/bin/git', '-c', 'safe.directory=*', 'status']));
    assert.ok(left().includes('git'), left().join(' '));
    assert.ok(left().includes('git-hook'), left().join(' '));
  });
});

type Report = { readonly audit: { readonly findings: readonly { readonly rule: string }[] } };

/** That these are found shows that the files with the marks were read. */
const READ = [
  'command-shell',
  'formatter-or-lsp-command',
  'frontmatter-executes',
  'instructions-remote',
  'plugin-local-code',
  'skills-remote',
  'tool-local-code',
  'workflow-auto-approve',
];

/** The programs that were started and the connections that were tried, by the process or any descendant. */
function traced(command: readonly string[]) {
  const log = join(makeDirectory({ after }), 'trace');
  const options = [
    '-f',
    '-qq',
    '-s',
    '4096',
    '-e',
    'trace=execve,execveat,connect,sendto,sendmsg',
    '-o',
    log,
  ];
  const { status, stderr, error } = run(['strace', ...options, '--', ...command]);
  assert.equal(status, 0, error?.message ?? stderr);
  const lines = readFileSync(log, 'utf8').split('\n');
  return {
    executed: lines.flatMap(
      (line) => /\bexecve(?:at)?\((?:[^"]*)"([^"]*)".*(?:= 0|unfinished)/u.exec(line)?.[1] ?? [],
    ),
    // Between a process and its own children, libuv uses sockets without an address.
    connected: lines.filter((line) => /\b(?:connect|sendto|sendmsg)\(.*sa_family=/u.test(line)),
  };
}

const MODULES = join(import.meta.dirname, '../../node_modules');
const OPENCODE = join(MODULES, 'opencode-linux-x64/bin/opencode');
const RIPGREP = join(MODULES, '@vscode/ripgrep-linux-x64/bin');
/** OpenCode would wait for what it cannot fetch. */
const OFFLINE = ['DEFAULT_PLUGINS', 'MODELS_FETCH', 'AUTOUPDATE', 'LSP_DOWNLOAD'];

/** In the folder, which is writable, without a network; nothing else of this machine but its programs. */
function inSandbox(folder: string, command: readonly string[]): readonly string[] {
  return [
    ...'bwrap --unshare-all --die-with-parent --new-session --clearenv --ro-bind /usr /usr'.split(' '),
    ...'--symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64'.split(' '),
    ...'--proc /proc --dev /dev --tmpfs /tmp'.split(' '),
    '--bind',
    folder,
    folder,
    '--bind',
    marks,
    marks,
    '--ro-bind',
    OPENCODE,
    OPENCODE,
    '--chdir',
    folder,
    '--setenv',
    'PATH',
    '/usr/bin:/bin:/rg',
    '--setenv',
    'HOME',
    join(folder, '.home'),
    '--ro-bind',
    RIPGREP,
    '/rg',
    '--setenv',
    'OPENCODE_DB',
    ':memory:',
    ...OFFLINE.flatMap((what) => ['--setenv', `OPENCODE_DISABLE_${what}`, '1']),
    ...command,
  ];
}
