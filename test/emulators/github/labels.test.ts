import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { clientOf, ISSUE, makeSetting, PULL, refusalOf, SHOP } from './setting.ts';

suite('labels, events and people', () => {
  test('a label comes and goes, and the events say by whom', async (t) => {
    const { octokit, github } = await makeSetting(t);
    const labels = '/repos/{owner}/{repo}/issues/{issue_number}/labels';
    github.label('alice', 'gate:accept');
    await octokit.request(`POST ${labels}`, { ...ISSUE, labels: ['reviewed'] });
    const { data } = await octokit.request(`GET ${labels}`, ISSUE);
    assert.deepEqual(
      data.map(({ name }) => name),
      ['gate:accept', 'reviewed'],
    );
    await octokit.request(`DELETE ${labels}/{name}`, { ...ISSUE, name: 'gate:accept' });
    assert.equal(
      (await refusalOf(octokit.request(`DELETE ${labels}/{name}`, { ...ISSUE, name: 'gone' }))).status,
      404,
    );
    github.label('bob', 'gate:accept');
    github.unlabel('bob', 'gate:accept');
    const events = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/events', ISSUE);
    assert.deepEqual(
      events.data.map((event) => [
        event.event,
        event.actor?.login,
        'label' in event ? event.label.name : null,
      ]),
      [
        ['labeled', 'alice', 'gate:accept'],
        ['labeled', 'github-actions[bot]', 'reviewed'],
        ['unlabeled', 'github-actions[bot]', 'gate:accept'],
        ['labeled', 'bob', 'gate:accept'],
        ['unlabeled', 'bob', 'gate:accept'],
      ],
    );
    assert.deepEqual(github.problems, []);
  });

  test('the timeline has pushes, labels, comments and reviews in their order', async (t) => {
    const { octokit, github, repository, head } = await makeSetting(t);
    github.label('alice', 'gate:accept');
    github.comment('alice', 'Fine.');
    github.push(repository.commit({ 'src/new.ts': 'four\n' }, { branch: 'discount', parents: [head] }));
    await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...PULL,
      event: 'COMMENT',
      body: 'x',
    });
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/timeline', ISSUE);
    assert.deepEqual(
      data.map(({ event }) => event),
      ['labeled', 'commented', 'committed', 'reviewed'],
    );
    assert.deepEqual(github.problems, []);
  });

  test('a role is more than the association', async (t) => {
    const { octokit, github } = await makeSetting(t, {
      people: {
        alice: { role: 'maintain' },
        carol: { role: 'security-champion', base: 'write' },
        dora: { role: 'triage' },
      },
    });
    const roleOf = async (username: string) => {
      const { data } = await octokit.request(
        'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
        { ...SHOP, username },
      );
      return [data.permission, data.role_name];
    };
    assert.deepEqual(await roleOf('alice'), ['write', 'maintain']);
    assert.deepEqual(await roleOf('carol'), ['write', 'security-champion']);
    assert.deepEqual(await roleOf('dora'), ['read', 'triage']);
    assert.equal((await refusalOf(roleOf('nobody'))).status, 404);
    assert.deepEqual(github.problems, []);
  });

  test('a member of a team is one for a token of the organization, and the token of a job may not ask', async (t) => {
    const people = { alice: { role: 'write', teams: ['acme/security'] } };
    const { octokit, github } = await makeSetting(t, {
      people,
      tokens: { ghp_alice: { kind: 'pat', login: 'alice' } },
    });
    const ask = (client: typeof octokit, team_slug: string) =>
      client.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
        org: 'acme',
        team_slug,
        username: 'alice',
      });
    assert.equal((await ask(clientOf(github, 'ghp_alice'), 'security')).data.state, 'active');
    assert.equal((await refusalOf(ask(clientOf(github, 'ghp_alice'), 'sales'))).status, 404);
    assert.equal((await refusalOf(ask(octokit, 'security'))).status, 403);
    const user = await octokit.request('GET /users/{username}', { username: 'alice' });
    assert.equal(user.data.type, 'User');
    assert.deepEqual(github.problems, []);
  });
});
