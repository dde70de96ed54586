import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Cleaner } from '../adapters/git/make-repository.ts';
import { answered, secondaryLimit } from '../emulators/github/faults.ts';
import { numberFor } from '../emulators/github/show/user.ts';
import { type Github, type GithubOptions, startGithub } from '../emulators/github/start-github.ts';
import { pullRequestEvent, type RunEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull, type Pull } from '../emulators/runner/pull.ts';
import { runStep, type StepResult } from '../emulators/runner/run-step.ts';
import { expectVerdict, trailOf } from './expect-step.ts';

const COMMAND = '/review-gate accept';
const POLICY = JSON.stringify({ contest: { command: COMMAND, label: 'gate: accepted' } });
const PLUGIN = '.opencode/plugin/log.js';
const CODE = 'export const Log = async () => ({});\n';
const WIDE = '{ "permission": "allow" }\n';
const BASE = { '.github/review-gate.jsonc': POLICY, CODEOWNERS: '/opencode.json @lead @acme/security\n' };
const PEOPLE = {
  octocat: { role: 'admin' },
  alice: { role: 'maintain', teams: ['acme/security'] },
  lead: { role: 'admin' },
  bob: { role: 'write' },
} satisfies GithubOptions['people'];
/** What docs/accepting.md asks for. */
const READS = {
  contents: 'read',
  issues: 'read',
  'pull-requests': 'read',
} satisfies GithubOptions['permissions'];

type Scene = {
  readonly pull: Pull;
  readonly github: Github;
  readonly run: (event?: RunEvent) => Promise<StepResult>;
  /** Pushes to the pull request; the next run is about the new head. */
  readonly push: (files: Readonly<Record<string, string>>) => void;
};

async function setUp(
  t: Cleaner,
  head: Readonly<Record<string, string>>,
  options: GithubOptions = {},
): Promise<Scene> {
  const pull = makePull(t, { base: BASE, head });
  const { directory } = pull.repository;
  const server = await startGitServer(t, { directory });
  const pulls = [{ number: 7, head: pull.head }];
  const github = await startGithub(t, { directory, pulls, people: PEOPLE, permissions: READS, ...options });
  let now = pull;
  return {
    pull,
    github,
    run(event = pullRequestEvent(now)) {
      const workspace = checkout(t, now, { depth: 0, server: server.url });
      const env = { GITHUB_API_URL: github.url };
      return runStep(t, { event, workspace, server: server.url, inputs: { review: 'off' }, env });
    },
    push(files) {
      const { tip, repository } = pull;
      const next = repository.commit(files, { branch: 'discount', parents: [now.head] });
      const merge = repository.commit(files, { branch: 'merge', parents: [tip, next] });
      repository.git('update-ref', 'refs/pull/7/head', next);
      repository.git('update-ref', 'refs/pull/7/merge', merge);
      github.push(next);
      now = { ...now, head: next, merge };
    },
  };
}

/** The lines that the summary offers for copying, each with a reason. */
function linesIn({ summary }: StepResult): readonly string[] {
  const lines = (summary ?? '').split('\n').filter((line) => line.startsWith(COMMAND));
  return lines.map((line) => line.replace('<why>', 'It only logs.'));
}

function whyNotIn(step: StepResult): readonly string[] {
  return trailOf(step).flatMap((event) =>
    event.kind === 'acceptance' ? [`${event.who}: ${event.why ?? event.outcome}`] : [],
  );
}

suite('accepting a finding on the pull request', () => {
  test('is copying a line of the summary and running the job again, until the file changes', async (t) => {
    const { github, run, push } = await setUp(t, { [PLUGIN]: CODE });
    const first = await run();
    expectVerdict(first, 'block');
    const lines = linesIn(first);
    assert.equal(lines.length, 1);
    github.comment('alice', lines.join('\n'));
    const second = await run();
    expectVerdict(second, 'pass');
    assert.match(
      second.summary ?? '',
      /### Accepted on this pull request\n[^]*\| alice \| .* \| It only logs\. \|/u,
    );
    assert.deepEqual(whyNotIn(second), ['alice: counts']);
    assert.deepEqual(
      second.annotations.filter(({ level }) => level === 'error'),
      [],
    );
    push({ 'src/shop.ts': 'export {};\n' });
    expectVerdict(await run(), 'pass');
    push({ [PLUGIN]: `${CODE}fetch('https://example.org');\n` });
    const last = await run();
    expectVerdict(last, 'block');
    const asked = (name: string) => github.requests.filter(({ operation }) => operation === name).length;
    // Four runs in which something blocked, in two of which somebody had accepted what did.
    assert.deepEqual(
      [asked('issues/list-comments'), asked('repos/get-collaborator-permission-level')],
      [4, 2],
    );
    assert.deepEqual(github.problems, []);
  });

  test('is nothing that somebody without the right to it can do', async (t) => {
    const { github, run } = await setUp(t, { [PLUGIN]: CODE });
    const line = linesIn(await run()).join('\n');
    github.comment('octocat', line);
    github.comment('bob', line);
    github.comment('nobody', line);
    github.comment('helper[bot]', line);
    github.comment('alice', `> ${line}`);
    github.comment('alice', line).updatedAt = '2030-01-01T00:00:00Z';
    const step = await run();
    expectVerdict(step, 'block');
    assert.deepEqual(whyNotIn(step).toSorted(), [
      'alice: edited',
      'bob: role',
      'helper[bot]: no-person',
      'nobody: role-unread',
      'octocat: author',
    ]);
    for (const words of [
      /opened the pull request/u,
      /does not name the role/u,
      /not by a person/u,
      /was edited/u,
    ])
      assert.match(step.summary ?? '', words);
  });

  test('takes a code owner, by name, for what widens a permission', async (t) => {
    const { github, run } = await setUp(t, { 'opencode.json': WIDE });
    const first = await run();
    assert.match(first.summary ?? '', /who owns the file \(`@lead`, `@acme\/security`\)/u);
    const said = linesIn(first).join('\n');
    github.comment('alice', said);
    const second = await run();
    expectVerdict(second, 'block');
    assert.match(second.summary ?? '', /did not tell the token of the workflow who is in the team/u);
    github.comment('lead', said);
    expectVerdict(await run(), 'pass');
  });

  test('by the label counts in the run that it starts, as long as the label is there', async (t) => {
    const { pull, github, run, push } = await setUp(t, { [PLUGIN]: CODE });
    const labelledBy = (login: string): RunEvent => {
      github.label(login, 'gate: accepted');
      const usual = pullRequestEvent(pull);
      const sender = { login, id: numberFor(login), type: 'User' };
      const payload = {
        ...(usual.payload as object),
        action: 'labeled',
        label: { name: 'gate: accepted' },
        sender,
      };
      return { ...usual, payload };
    };
    expectVerdict(await run(labelledBy('bob')), 'block');
    expectVerdict(await run(labelledBy('octocat')), 'block');
    const event = labelledBy('alice');
    expectVerdict(await run(event), 'pass');
    expectVerdict(await run(), 'block');
    github.unlabel('alice', 'gate: accepted');
    expectVerdict(await run(event), 'block');
    push({ 'src/shop.ts': 'export {};\n' });
    expectVerdict(await run(), 'block');
  });

  test('fails on the safe side: what GitHub does not tell does not count', async (t) => {
    const gone = answered({ status: 404, body: { message: 'Not Found' } });
    for (const mishap of [gone, secondaryLimit(403, 600)]) {
      const { github, run } = await setUp(
        t,
        { [PLUGIN]: CODE },
        { faults: [{ on: 'repos/get-collaborator-permission-level', nth: 'every', mishap }] },
      );
      github.comment('alice', linesIn(await run()).join('\n'));
      const step = await run();
      expectVerdict(step, 'block');
      assert.deepEqual(whyNotIn(step), ['alice: role-unread']);
    }
    const mute = await setUp(t, { [PLUGIN]: CODE }, { permissions: { contents: 'read' } });
    const step = await mute.run();
    expectVerdict(step, 'block');
    assert.match(step.summary ?? '', /GitHub answered 403 .*pull-requests: read/u);
  });
});
