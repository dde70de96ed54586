import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { clientOf, ISSUE, makeSetting, PULL, refusalOf, type Setting, SHOP } from './setting.ts';
import { EVERY_PERMISSION, type Level, type Permissions, READ_ONLY, type Scope } from './tokens.ts';

type Act = (setting: Setting) => Promise<unknown>;

/** Writing acts and the scopes of which one is enough. */
const ACTS: Readonly<Record<string, { readonly scopes: readonly Scope[]; readonly act: Act }>> = {
  'create a check run': {
    scopes: ['checks'],
    act: ({ octokit, head }) =>
      octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...SHOP, name: 'x', head_sha: head }),
  },
  review: {
    scopes: ['pull-requests'],
    act: ({ octokit }) =>
      octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...PULL,
        event: 'COMMENT',
        body: 'x',
      }),
  },
  comment: {
    scopes: ['issues', 'pull-requests'],
    act: ({ octokit }) =>
      octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...ISSUE, body: 'x' }),
  },
  label: {
    scopes: ['issues', 'pull-requests'],
    act: ({ octokit }) =>
      octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { ...ISSUE, labels: ['x'] }),
  },
  'upload SARIF': {
    scopes: ['security-events'],
    act: ({ octokit, head }) =>
      octokit.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', {
        ...SHOP,
        commit_sha: head,
        ref: 'refs/pull/7/head',
        sarif: 'H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==',
      }),
  },
};

const READS: Readonly<Record<string, { readonly scopes: readonly Scope[]; readonly act: Act }>> = {
  'read the pull request': {
    scopes: ['pull-requests'],
    act: ({ octokit }) => octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL),
  },
  'read the comments': {
    scopes: ['issues', 'pull-requests'],
    act: ({ octokit }) => octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', ISSUE),
  },
  'read the check runs': {
    scopes: ['checks'],
    act: ({ octokit, head }) =>
      octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...SHOP, ref: head }),
  },
};

const SCOPES = Object.keys(EVERY_PERMISSION) as readonly Scope[];

/** The scopes that let an act through when a token has nothing else. */
async function allowedBy(t: Parameters<typeof makeSetting>[0], act: Act, level: Level) {
  const tokens = SCOPES.map(
    (scope) => [`ghs_${scope}`, { kind: 'job', permissions: { [scope]: level } }] as const,
  );
  const setting = await makeSetting(t, { tokens: Object.fromEntries(tokens) });
  const allowed: Scope[] = [];
  for (const scope of SCOPES) {
    const done = act({ ...setting, octokit: clientOf(setting.github, `ghs_${scope}`) });
    const [{ status }] = await Promise.allSettled([done]);
    if (status === 'fulfilled') allowed.push(scope);
    else assert.match((await refusalOf(done)).message, /^Resource not accessible by integration/u);
  }
  assert.deepEqual(setting.github.problems, []);
  return allowed;
}

suite('permissions', () => {
  for (const [name, { scopes, act }] of Object.entries(ACTS))
    test(`a job may ${name} with ${scopes.join(' or ')}: write`, async (t) => {
      assert.deepEqual(await allowedBy(t, act, 'write'), scopes);
      assert.deepEqual(await allowedBy(t, act, 'read'), []);
    });

  for (const [name, { scopes, act }] of Object.entries(READS))
    test(`a job may ${name} of a private repository with ${scopes.join(' or ')}: read`, async (t) => {
      assert.deepEqual(await allowedBy(t, act, 'read'), scopes);
    });

  test('of a public repository everything may be read', async (t) => {
    const setting = await makeSetting(t, { private: false, permissions: {} });
    for (const { act } of Object.values(READS)) await act(setting);
  });

  test('a fork and Dependabot read and do not write', async (t) => {
    const setting = await makeSetting(t, { permissions: READ_ONLY });
    for (const { act } of Object.values(READS)) await act(setting);
    for (const { act } of Object.values(ACTS)) assert.equal((await refusalOf(act(setting))).status, 403);
  });

  test('the refusal names the permission that is missing', async (t) => {
    const permissions: Permissions = { 'pull-requests': 'read' };
    const setting = await makeSetting(t, { permissions });
    const { headers } = await refusalOf(ACTS['review']?.act(setting) ?? Promise.resolve());
    assert.equal(
      Object.fromEntries(Object.entries(headers))['x-accepted-github-permissions'],
      'pull_requests=write',
    );
  });

  test('a personal access token makes no check run, and what its owner may not it may not', async (t) => {
    const setting = await makeSetting(t, {
      people: { alice: { role: 'write' }, bob: { role: 'read' } },
      tokens: {
        ghp_alice: { kind: 'pat', login: 'alice' },
        ghp_bob: { kind: 'pat', login: 'bob' },
        ghp_eve: { kind: 'pat', login: 'eve' },
      },
    });
    const as = (token: string): Setting => ({ ...setting, octokit: clientOf(setting.github, token) });
    const act = (name: string, token: string) => ACTS[name]?.act(as(token)) ?? Promise.resolve();
    const refusal = await refusalOf(act('create a check run', 'ghp_alice'));
    assert.match(`${refusal.status} ${refusal.message}`, /^403 You must authenticate via a GitHub App/u);
    await act('label', 'ghp_alice');
    await act('comment', 'ghp_bob');
    assert.equal((await refusalOf(act('label', 'ghp_bob'))).status, 403);
    assert.equal((await refusalOf(act('comment', 'ghp_eve'))).status, 404);
    assert.deepEqual(
      setting.github.state.issueComments.map(({ author }) => author),
      [{ login: 'bob', type: 'User' }],
    );
    assert.deepEqual(
      setting.github.requests.map(({ token }) => token),
      Array.from({ length: 5 }, () => 'pat'),
    );
  });

  test('a token that nobody gave out is no token', async (t) => {
    const { github } = await makeSetting(t);
    for (const token of ['ghs_wrong', null]) {
      const { status, message } = await refusalOf(clientOf(github, token).request('GET /rate_limit'));
      assert.equal(status, 401);
      assert.match(message, /Bad credentials/u);
    }
  });
});
