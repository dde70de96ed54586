import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commandsIn } from '../../src/audit/workflow.ts';
import { openCodeCommands } from '../../src/audit/workflow-agent.ts';
import { auditOf, places } from './audit-of.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const FILE = '.github/workflows/w.yml';

/** A workflow with one job; `steps` are lines that begin at the left margin. */
function workflow(on: string, steps: string, more = ''): Record<string, string> {
  const indented = steps.replace(/^/gm, '      ');
  return {
    [FILE]: `on: ${on}\n${more}jobs:\n  job:\n    runs-on: x\n    steps:\n${indented}\n`,
  };
}

/** The rules about workflows that fire, each once. */
function rulesFor(files: Record<string, string>): readonly string[] {
  const found = places(auditOf(files)).map((place) => place.split(' ', 1)[0] ?? '');
  return [...new Set(found.filter((rule) => rule.startsWith('workflow-')))].toSorted();
}

suite('the commands of a script', () => {
  test('a continued line is one command, and separators end one', () => {
    assert.deepEqual(commandsIn('a \\\n  b; c && d | e\n# f\ng'), ['a    b', 'c', 'd', 'e', 'g']);
  });

  test('a separator inside quotes is text', () => {
    assert.deepEqual(commandsIn('opencode run "a; b && c" --auto'), ['opencode run "a; b && c" --auto']);
  });

  for (const command of [
    'opencode run "x"',
    'npx -y opencode-ai@1.18.33 run x',
    '~/.opencode/bin/opencode run x',
    'A=1 opencode --model m run x',
    'timeout 60 opencode github run',
    'bash -c "opencode run x"',
  ]) {
    test(`${command} starts an agent`, () => assert.equal(openCodeCommands(command).length, 1));
  }

  for (const command of [
    'npm install -g opencode-ai@1.18.33',
    'opencode --version',
    'echo opencode is here',
    'cat opencode.json',
    'cd opencode',
    'git clone https://example.com/opencode run',
  ]) {
    test(`${command} starts none`, () => assert.deepEqual(openCodeCommands(command), []));
  }
});

suite('what a workflow does with OpenCode', () => {
  test('a switch of another program is not one of OpenCode', () => {
    const script = '- run: |\n    opencode run "x" && gh pr merge --auto\n    npx other --yolo';
    assert.deepEqual(rulesFor(workflow('push', script)), []);
    assert.deepEqual(rulesFor(workflow('push', '- run: opencode run --yolo "x"')), ['workflow-auto-approve']);
  });

  test('a permission that only takes away opens nothing', () => {
    const env = (value: string) => `env:\n  OPENCODE_PERMISSION: '${value}'\n`;
    const step = '- run: opencode run x';
    assert.deepEqual(rulesFor(workflow('push', step, env('{"bash":{"*":"deny","git log *":"allow"}}'))), []);
    assert.deepEqual(rulesFor(workflow('push', step, env('{"bash":{"git log *":"deny","*":"allow"}}'))), [
      'workflow-auto-approve',
    ]);
    assert.deepEqual(rulesFor(workflow('push', step, env('"allow"'))), ['workflow-auto-approve']);
  });

  for (const [uses, exact] of [
    [`anomalyco/opencode/github@${SHA}`, true],
    ['anomalyco/opencode/github@v1', false],
    ['example/opencode-review@main', false],
    ['docker://example.com/opencode:1', false],
    [`docker://example.com/opencode@sha256:${'0'.repeat(64)}`, true],
    ['./tools/opencode', true],
    ['actions/checkout@v4', true],
  ] as const) {
    test(`${uses} is ${exact ? '' : 'not '}exact`, () => {
      const fired = rulesFor(workflow('push', `- uses: ${uses}`)).includes('workflow-opencode-unpinned');
      assert.equal(fired, !exact);
    });
  }

  for (const [script, exact] of [
    ['curl -fsSL https://opencode.ai/install | bash', false],
    ['curl https://opencode.ai/install | sudo VERSION=1 sh', false],
    ['bash <(curl -s https://opencode.ai/install)', false],
    ['curl -o i https://opencode.ai/install; sha256sum -c i.sum', true],
    ['npm i -g opencode-ai', false],
    ['npm install --global "opencode-ai@latest"', false],
    ['npm install --global "opencode-ai@1.18.33"', true],
    ['npm install --global "opencode-ai@${VERSION}"', true],
    ['bunx opencode-ai run x', false],
    ['npm install opencode-ai-other', true],
  ] as const) {
    test(`${script} is ${exact ? '' : 'not '}exact`, () => {
      const fired = rulesFor(workflow('push', `- run: |\n    ${script}`)).includes(
        'workflow-opencode-unpinned',
      );
      assert.equal(fired, !exact);
    });
  }

  test('secrets count where strangers write, wherever they are set', () => {
    const secret = 'K: ${{ secrets.KEY }}';
    const step = '- run: opencode run x';
    const permissions = 'permissions: {}\n';
    const cases = [
      workflow('issues', step, `${permissions}env:\n  ${secret}\n`),
      workflow('[push, issue_comment]', `${step}\n  env:\n    ${secret}`, permissions),
      workflow(
        '{ issues: { types: [opened] } }',
        `- uses: x/opencode@${SHA}\n  with:\n    ${secret}`,
        permissions,
      ),
      workflow('issues', `${step}\n  env:\n    K: \${{ secrets['KEY'] }}`, permissions),
    ];
    for (const one of cases) assert.deepEqual(rulesFor(one), ['workflow-secrets-beside-agent']);
    assert.deepEqual(rulesFor(workflow('pull_request', step, `${permissions}env:\n  ${secret}\n`)), []);
    assert.deepEqual(
      rulesFor(workflow('issues', '- run: npm test', `${permissions}env:\n  ${secret}\n`)),
      [],
    );
  });

  test('this gate holds the key itself', () => {
    const gate = `- uses: example/opencode-review-gate@${SHA}\n  with:\n    api-key: \${{ secrets.KEY }}`;
    assert.deepEqual(rulesFor(workflow('pull_request_target', gate, 'permissions: {}\n')), []);
  });

  test('a checkout of the head counts before the agent starts, and not after', () => {
    const checkout =
      '- uses: actions/checkout@v4\n  with:\n    ref: ${{ github.event.pull_request.head.ref }}';
    const run = '- run: opencode run x';
    const on = (steps: string) => rulesFor(workflow('pull_request_target', steps, 'permissions: {}\n'));
    assert.deepEqual(on(`${checkout}\n${run}`), ['workflow-untrusted-checkout']);
    assert.deepEqual(on(`${run}\n${checkout}`), []);
    assert.deepEqual(on(`- run: git fetch origin pull/$N/head && git checkout FETCH_HEAD\n${run}`), [
      'workflow-untrusted-checkout',
    ]);
  });

  test('an agent behind an action of the repository is found, also one at its root', () => {
    for (const [uses, path] of [
      ['./tools/ask/', 'tools/ask/action.yaml'],
      ['./', 'action.yml'],
    ] as const) {
      const files = {
        ...workflow('issues', `- uses: ${uses}\n  env:\n    K: \${{ secrets.KEY }}`),
        [path]: 'runs:\n  using: composite\n  steps:\n    - run: opencode run x\n      shell: bash\n',
      };
      assert.deepEqual(rulesFor(files), ['workflow-secrets-beside-agent']);
    }
  });
});

suite('workflows that cannot be read', () => {
  test('one that names OpenCode is a finding, any other one is not', () => {
    const broken = (word: string) => ({ [FILE]: `jobs: {\n  ${word}\n` });
    assert.deepEqual(places(auditOf(broken('opencode'))).length, 1);
    assert.deepEqual(places(auditOf(broken('other'))), []);
  });

  test('long and odd scripts take no time', () => {
    const start = Date.now();
    for (const piece of [
      'curl opencode ',
      'npm install opencode-ai ',
      "OPENCODE_PERMISSION='",
      'git fetch ',
      'opencode run "',
      'steps.a.outputs.',
    ]) {
      auditOf(workflow('issues', `- run: opencode run ${piece.repeat(60_000)}`));
    }
    assert.ok(Date.now() - start < 15_000);
  });
});
