import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { actionlintProblems, actionProblems, serviceProblems } from '../validators/check-syntax.ts';
import { ownProblems } from '../validators/own-rules.ts';
import { parseWorkflow } from '../validators/workflow.ts';
import { read, trackedFiles } from './tracked-files.ts';

const files = trackedFiles();
const examples = files.filter((path) => /^examples\/[^/]+\.ya?ml$/u.test(path));
const workflows = files.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/u.test(path));

/** The workflow that README.md shows. */
const usage = /```yaml\n(?<text>on: pull_request\n[^`]*)```/u.exec(read('README.md'))?.groups?.['text'] ?? '';

const all: readonly (readonly [path: string, text: string])[] = [
  ...[...examples, ...workflows].map((path) => [path, read(path)] as const),
  ['README.md', usage],
];

suite('every workflow that is shown or used', () => {
  test('there are examples and workflows', () => {
    assert.ok(examples.length >= 10);
    assert.ok(workflows.length >= 2);
    assert.notEqual(usage, '');
  });

  for (const [path, text] of all) {
    test(`${path} is what GitHub's language service, actionlint and our own rules accept`, async () => {
      assert.deepEqual(await serviceProblems(path, text), []);
      assert.deepEqual(await actionlintProblems(path, text), []);
      assert.deepEqual(ownProblems(text), []);
    });
  }

  test('action.yml is what GitHub accepts', async () => {
    assert.deepEqual(await actionProblems(read('action.yml')), []);
  });
});

suite('the examples', () => {
  for (const path of examples) {
    test(`${path} says first when to use it, and is in the list`, () => {
      const comment = /^(?:#.*\n)+/u.exec(read(path))?.[0] ?? '';
      const lines = comment.trimEnd().split('\n').length;
      assert.ok(lines >= 2 && lines <= 12, `${lines} lines`);
      assert.match(read('examples/README.md'), new RegExp(`\\(${path.slice('examples/'.length)}\\)`, 'u'));
    });
  }

  test('the shortest one is the one of README.md, in at most 12 lines, and may only read', () => {
    const text = read('examples/pull-request.yml').replace(/^(?:#.*\n)+/u, '');
    assert.equal(text, usage);
    assert.ok(text.trimEnd().split('\n').length <= 12);
    const { permissions, jobs } = parseWorkflow(text);
    assert.deepEqual(permissions, {});
    assert.deepEqual(
      Object.values(jobs).map((job) => job.permissions),
      [{ contents: 'read' }],
    );
  });

  test('all have a time limit for each job and cancel what a new push makes old', () => {
    for (const path of examples) {
      const { concurrency, jobs } = parseWorkflow(read(path));
      assert.notEqual(concurrency?.['cancel-in-progress'] ?? false, false, path);
      for (const job of Object.values(jobs)) assert.ok(job['timeout-minutes'], path);
    }
  });

  test('no job that judges is skipped by a filter of paths or because another job failed', () => {
    for (const path of examples) {
      const { on, jobs } = parseWorkflow(read(path));
      assert.doesNotMatch(JSON.stringify(on), /"(?:paths|paths-ignore)"/u, path);
      for (const job of Object.values(jobs)) assert.deepEqual(job.needs, [], path);
    }
  });

  test('the policy of the monorepo example is one that the gate accepts', () => {
    const text = /^# {3}(?<policy>\{.*\})$/mu.exec(read('examples/monorepo.yml'))?.groups?.['policy'] ?? '';
    const { review } = parsePolicy(new TextEncoder().encode(text), 'examples/monorepo.yml');
    assert.ok(review.include.length > 0);
  });
});

suite('a planted mistake is found', () => {
  const sound = read('examples/sarif.yml');
  const target = read('examples/pull-request-target.yml');
  const breakIn = (text: string, from: string, to: string) => {
    assert.ok(text.includes(from), from);
    return text.replace(from, to);
  };

  const byService: readonly (readonly [string, string, RegExp])[] = [
    ['category: opencode-review-gate\n', 'categry: x\n', /Invalid action input 'categry'/u],
    ['model: anthropic', 'modell: anthropic', /Invalid action input 'modell'/u],
    ['timeout-minutes: 20', 'timeout-minute: 20', /Unexpected value 'timeout-minute'/u],
    ["github.event_name == 'push' &&", "github.event_nam == 'push' &&", /event_nam/u],
    ['actions/checkout@', 'actions/chekout@', /Unable to resolve action/u],
    ['security-events: write', 'security-event: write', /Unexpected value 'security-event'/u],
  ];
  for (const [from, to, message] of byService) {
    test(`by GitHub's language service: ${to.trim()}`, async () => {
      const found = await serviceProblems('examples/x.yml', breakIn(sound, from, to));
      assert.ok(
        found.some((each) => message.test(each)),
        found.join('\n'),
      );
    });
  }

  const script = '      - run: echo "${{ github.event.pull_request.title }}"\n';
  const byActionlint: readonly (readonly [string, string, RegExp])[] = [
    ['ubuntu-24.04', 'ubuntu-lastest', /label "ubuntu-lastest" is unknown/u],
    ['    steps:\n', `    steps:\n${script}`, /potentially untrusted/u],
    ['steps.gate.outputs', 'steps.gat.outputs', /property "gat" is not defined/u],
  ];
  for (const [from, to, message] of byActionlint) {
    test(`by actionlint: ${to.replace('steps:', '').trim()}`, async () => {
      const found = await actionlintProblems('examples/x.yml', breakIn(sound, from, to));
      assert.ok(
        found.some((each) => message.test(each)),
        found.join('\n'),
      );
    });
  }

  const checkout =
    /- uses: actions\/checkout@.*\n +with:\n/u.exec(sound)?.[0].replace('-', '      -') ?? 'no checkout';
  const head = '          ref: ${{ github.event.pull_request.head.sha }}\n';
  const byRules: readonly (readonly [string, string, string, RegExp])[] = [
    [sound, '3d3c42e5aac5ba805825da76410c181273ba90b1', 'v7', /not pinned/u],
    [sound, '# v7.0.1', '# v7.0.2', /not pinned/u],
    [sound, ' # v4.36.2', '', /not pinned/u],
    [sound, 'permissions: {}', 'permissions: { contents: write }', /missing at the top/u],
    [sound, 'persist-credentials: false', 'persist-credentials: true', /leaves its token/u],
    [sound, '    steps:\n', `    steps:\n${script}`, /a stranger's text/u],
    [sound, '    steps:\n', '    steps:\n      - run: echo "${{ github.sha }}"\n', /an expression/u],
    [target, '    steps:\n', `    steps:\n${checkout}${head}`, /checks out the head/u],
    [
      target,
      '    steps:\n',
      `    steps:\n${checkout}          allow-unsafe-pr-checkout: true\n`,
      /checks out the head/u,
    ],
    [target, '    steps:\n', '    steps:\n      - run: gh pr checkout 7\n', /checks out the head/u],
    [target, 'github.event.pull_request.number', 'github.ref', /number of the pull request/u],
  ];
  for (const [text, from, to, message] of byRules) {
    test(`by our own rules: ${to.replace('steps:', '').trim() || 'no version'}`, () => {
      const found = ownProblems(breakIn(text, from, to));
      assert.ok(
        found.some((each) => message.test(each)),
        found.join('\n'),
      );
    });
  }

  test('in action.yml', async () => {
    const found = await actionProblems(read('action.yml').replace('node24', 'node99'));
    assert.ok(
      found.some((each) => each.includes("Unexpected value 'node99'")),
      found.join('\n'),
    );
  });

  test('a permission that actionlint does not know yet is one that the language service knows', async () => {
    const text = read('examples/github-models.yml');
    assert.match(text, /models: read #/u);
    const found = await serviceProblems('examples/x.yml', text.replace('models: read #', 'modells: read #'));
    assert.ok(
      found.some((each) => each.includes("Unexpected value 'modells'")),
      found.join('\n'),
    );
  });
});
