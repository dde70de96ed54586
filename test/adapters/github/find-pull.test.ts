import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { z } from 'zod';
import { findPull } from '../../../src/adapters/github/find-pull.ts';
import { type GithubApi, GithubRefusal } from '../../../src/adapters/github/github-api.ts';
import { readEvent } from '../../../src/adapters/github/read-event.ts';
import { makeDirectory } from '../git/make-repository.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const COMMIT = `/repos/acme/shop/commits/${A}/pulls?per_page=100`;
const OPEN = '/repos/acme/shop/pulls?state=open&sort=updated&direction=desc&per_page=100';

const BRANCH = OPEN.replace('&per_page', '&head=stranger%3Ama%2Fin&per_page');
const HEAD = { sha: A, from: 'stranger:ma/in', repository: 'stranger/shop' };

type Answers = Readonly<Record<string, unknown>>;

/** A server with an answer for each address; a number is a status. Everything else is 404. */
async function startApi(t: TestContext, answers: Answers) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''] ?? 404;
    asked.push(request.url ?? '');
    if (typeof answer === 'number') response.writeHead(answer).end('{}');
    else response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  const api = plainApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { api, asked };
}

/** The part of the API that is used here, in its plainest form: one page, no repetition. */
function plainApi(base: string): GithubApi {
  const unused = () => assert.fail('only lists are asked for');
  return {
    read: unused,
    change: unused,
    append: unused,
    create: unused,
    count: () => 0,
    within: unused,
    async list(route, fill, schema, most) {
      const rest: Record<string, unknown> = { ...fill };
      const path = route.replace(/\{(\w+)\}/gu, (_all, name: string) => {
        const value = String(rest[name]);
        delete rest[name];
        return encodeURIComponent(value);
      });
      const query = new URLSearchParams({ ...(rest as Record<string, string>), per_page: '100' });
      const response = await fetch(`${base}${path}?${query.toString()}`);
      if (!response.ok) throw new GithubRefusal(response.status, 'refused');
      return z
        .array(schema)
        .parse(await response.json())
        .slice(0, most);
    },
  };
}

function pull(
  changed: { number?: number; state?: string; sha?: string; head?: string | null; base?: string } = {},
) {
  const { number = 7, state = 'open', sha = A, head = 'stranger/shop', base = 'acme/shop' } = changed;
  return {
    number,
    state,
    user: { login: 'octocat' },
    head: { sha, ref: 'main', repo: head === null ? null : { full_name: head } },
    base: { ref: 'release', sha: B, repo: { full_name: base } },
  };
}

test('the pull request of a commit is the open one of this repository whose head it is', async (t) => {
  const others = [
    pull({ number: 1, state: 'closed' }),
    pull({ number: 2, sha: B }),
    pull({ number: 3, base: 'stranger/shop' }),
  ];
  const { api, asked } = await startApi(t, { [COMMIT]: [...others, pull({ number: 9 })] });
  assert.deepEqual(await findPull(api, 'acme/shop', HEAD), {
    number: 9,
    baseRef: 'release',
    fork: true,
    dependabot: false,
  });
  assert.deepEqual(asked, [COMMIT]);
});

test('a fork whose commit GitHub does not connect is found by its branch, or among all that are open', async (t) => {
  for (const unknown of [[], 404, 422]) {
    const listed = [pull({ sha: B }), pull({ number: 8 })];
    const { api, asked } = await startApi(t, { [COMMIT]: unknown, [BRANCH]: listed, [OPEN]: listed });
    assert.equal((await findPull(api, 'acme/shop', HEAD)).number, 8);
    assert.deepEqual(asked, [COMMIT, BRANCH]);
    assert.equal((await findPull(api, 'acme/shop', { ...HEAD, from: null })).number, 8);
    assert.deepEqual(asked.slice(2), [COMMIT, OPEN]);
  }
});

test('a branch of the repository itself is no fork, and a deleted fork is one', async (t) => {
  const { api } = await startApi(t, { [COMMIT]: [pull({ head: 'acme/shop' })] });
  const own = { ...HEAD, repository: 'acme/shop' };
  assert.equal((await findPull(api, 'acme/shop', own)).fork, false);
  const { api: deleted } = await startApi(t, { [COMMIT]: [pull({ head: null })] });
  assert.equal((await findPull(deleted, 'acme/shop', HEAD)).fork, true);
});

test('no pull request, several of them and a refusal are told apart', async (t) => {
  const cases: readonly [Answers, string, RegExp][] = [
    [
      { [COMMIT]: [], [OPEN]: [pull({ sha: B })] },
      'event-unsupported',
      /No open pull request has aaaaaaaaaaaa/u,
    ],
    [{ [COMMIT]: [pull({ state: 'closed' })], [OPEN]: [] }, 'event-unsupported', /newer push/u],
    [{ [COMMIT]: [pull(), pull({ number: 8 })] }, 'event-unsupported', /Several.*#7, #8/u],
    [{ [COMMIT]: 403 }, 'input-invalid', /403.*pull-requests: read/u],
    [{ [COMMIT]: [], [BRANCH]: 401 }, 'input-invalid', /401/u],
    [{ [COMMIT]: 502 }, 'github-failed', /Run the job again/u],
  ];
  for (const [answers, code, message] of cases) {
    const { api } = await startApi(t, answers);
    await assert.rejects(findPull(api, 'acme/shop', HEAD), { code, message });
  }
});

function workflowRun(t: TestContext, api: GithubApi, changed: object = {}, repository: object = {}) {
  const path = join(makeDirectory(t), 'event.json');
  const payload = {
    action: 'completed',
    workflow_run: {
      head_sha: A,
      head_branch: '::error::x',
      event: 'pull_request',
      conclusion: 'success',
      pull_requests: [{ number: 666 }],
      head_repository: { full_name: 'stranger/shop' },
      ...changed,
    },
    repository: { full_name: 'acme/shop', default_branch: 'main', ...repository },
  };
  writeFileSync(path, JSON.stringify(payload));
  return readEvent({ name: 'workflow_run', path, sha: B, openApi: () => api });
}

test('a workflow run is privileged, and what it says about itself is not believed', async (t) => {
  const { api } = await startApi(t, { [COMMIT]: [pull()] });
  assert.deepEqual(await workflowRun(t, api), {
    pull: 7,
    head: A,
    headRef: 'refs/pull/7/head',
    base: null,
    baseRef: 'release',
    fork: true,
    privileged: true,
    dependabot: false,
  });
  const failed = await workflowRun(t, api, { conclusion: 'failure', pull_requests: [] });
  assert.equal(failed.pull, 7);
});

test('a workflow run is of a fork when either side says so, also when the fork is gone', async (t) => {
  const gone = await startApi(t, { [COMMIT]: [pull({ head: null })] });
  const own = { head_repository: { full_name: 'acme/shop' } };
  assert.equal((await workflowRun(t, gone.api)).fork, true);
  assert.equal((await workflowRun(t, gone.api, { head_repository: null })).fork, true);
  assert.equal((await workflowRun(t, gone.api, own)).fork, true);
  const { api } = await startApi(t, { [COMMIT]: [pull({ head: 'acme/shop' })] });
  assert.equal((await workflowRun(t, api, own)).fork, false);
});

test('a run of a fork is not judged as the pull request of somebody else with the same commit', async (t) => {
  const own = pull({ number: 3, head: 'acme/shop' });
  const theirs = { ...pull({ number: 8 }), base: { ...pull().base, ref: 'unguarded' } };
  const { api } = await startApi(t, { [COMMIT]: [own], [OPEN]: [own, theirs] });
  const found = await workflowRun(t, api, { head_branch: null });
  assert.deepEqual([found.pull, found.baseRef], [8, 'unguarded']);
  const first = await workflowRun(t, api, { head_repository: { full_name: 'Acme/Shop' } });
  assert.deepEqual([first.pull, first.baseRef], [3, 'release']);
  const none = await startApi(t, { [COMMIT]: [own], [OPEN]: [own] });
  for (const source of [null, { full_name: 'stranger/shop' }]) {
    const unknown = workflowRun(t, none.api, { head_branch: null, head_repository: source });
    await assert.rejects(unknown, { code: 'event-unsupported' });
  }
});

test('a workflow run without a commit, and a repository that is none, are invalid', async (t) => {
  const { api, asked } = await startApi(t, {});
  for (const [run, repository] of [
    [{ head_sha: 'main' }, {}],
    [{}, { full_name: '../user' }],
    [{}, { full_name: 'acme/..' }],
    [{}, { full_name: 'acme/' }],
    [{}, { full_name: 'acme/shop/x' }],
  ] as const)
    await assert.rejects(workflowRun(t, api, run, repository), {
      code: 'input-invalid',
      message: /workflow_run/u,
    });
  assert.deepEqual(asked, []);
});
