import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openGithubApi } from '../../../src/adapters/github/open-github-api.ts';
import { pullContest } from '../../../src/adapters/github/read-acceptances.ts';
import type { Labelled, Person, Said } from '../../../src/contest/said.ts';
import type { Contest } from '../../../src/ports.ts';
import { badGateway, dropped, type Fault } from '../../emulators/github/faults.ts';
import { clientOf, makeSetting, PULL, type Setting } from '../../emulators/github/setting.ts';
import type { GithubOptions } from '../../emulators/github/start-github.ts';
import { JOB_TOKEN } from '../../emulators/github/tokens.ts';
import type { Cleaner } from '../git/make-repository.ts';

const PEOPLE = {
  octocat: { role: 'admin' },
  alice: { role: 'maintain', teams: ['acme/security'] },
  bob: { role: 'write' },
  carol: { role: 'security', base: 'read' },
} satisfies GithubOptions['people'];
const BOTH = { comments: true, label: true };
const READS = {
  contents: 'read',
  issues: 'read',
  'pull-requests': 'read',
} satisfies GithubOptions['permissions'];

type Read = Setting & { readonly contest: Contest };

async function setUp(t: Cleaner, options: GithubOptions = {}, token = JOB_TOKEN): Promise<Read> {
  const setting = await makeSetting(t, { people: PEOPLE, permissions: READS, ...options });
  return { ...setting, contest: contestAt(setting, null, token) };
}

function contestAt({ github }: Setting, labelled: Labelled | null, token = JOB_TOKEN): Contest {
  const api = openGithubApi({
    url: github.url,
    token,
    version: '0.1.0',
    signal: new AbortController().signal,
    deadline: Date.now() + 20_000,
    secondMs: 1,
  });
  return pullContest({ api, place: { repository: 'acme/shop', number: 7 }, labelled });
}

function saidBy(said: Awaited<ReturnType<Contest['said']>>): Said {
  if ('unread' in said) throw new Error(said.unread);
  return said;
}

suite('what people said on a pull request', () => {
  test('is read with who said it, where, and whether it was changed afterwards', async (t) => {
    const { github, contest, head } = await setUp(t);
    github.comment('alice', 'Fine.');
    const edited = github.comment('bob', 'Fine?');
    edited.updatedAt = '2030-01-01T00:00:00Z';
    github.comment('helper[bot]', 'Beep.');
    const { author, comments, labelled, isCut } = saidBy(await contest.said(BOTH));
    assert.equal(author.login, 'octocat');
    assert.deepEqual([labelled, isCut], [null, false]);
    assert.deepEqual(
      comments.map(({ by, text, isEdited, commit }) => [by.login, by.isUser, text, isEdited, commit]),
      [
        ['alice', true, 'Fine.', false, null],
        ['bob', true, 'Fine?', true, null],
        ['helper[bot]', false, 'Beep.', false, null],
      ],
    );
    assert.equal(new Set([author, ...comments.map(({ by }) => by)].map(({ id }) => id)).size, 4);
    assert.equal(head.length, 40);
    assert.deepEqual(github.problems, []);
  });

  test('on a line has the commit that it was said at, also after a push', async (t) => {
    const { github, contest, head, repository } = await setUp(t, {
      tokens: { ghp_alice: { kind: 'pat', login: 'alice' } },
    });
    const said = { ...PULL, body: 'Here.', commit_id: head, path: 'src/new.ts', line: 1 };
    const alice = clientOf(github, 'ghp_alice');
    await alice.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', said);
    github.push(repository.commit({ 'b.ts': 'x\n' }, { branch: 'discount' }));
    const { comments } = saidBy(await contest.said(BOTH));
    assert.deepEqual(
      comments.map(({ by, commit }) => [by.login, commit]),
      [['alice', head]],
    );
  });

  test('is at most a thousand comments, and says when there are more', async (t) => {
    const { github, contest } = await setUp(t);
    for (let number = 0; number < 1_001; number += 1) github.comment('bob', `${number}`);
    const { comments, isCut } = saidBy(await contest.said(BOTH));
    assert.deepEqual([comments.length, isCut], [1_000, true]);
    assert.ok(github.requests.length <= 12, `${github.requests.length} requests`);
  });

  test('is asked for only as far as the policy names a way', async (t) => {
    const { github, contest } = await setUp(t);
    github.comment('alice', 'Fine.');
    assert.deepEqual(saidBy(await contest.said({ comments: false, label: true })).comments, []);
    assert.deepEqual(
      github.requests.map(({ operation }) => operation),
      ['pulls/get'],
    );
  });

  test('is unread when the token may not read it, or when the server fails', async (t) => {
    const none = await setUp(t, { permissions: { contents: 'read' }, private: true });
    const refused = await none.contest.said(BOTH);
    assert.ok('unread' in refused);
    assert.match(refused.unread, /^GitHub answered 40[34] \(the workflow needs "pull-requests: read"/u);
    const faults: readonly Fault[] = [
      { on: 'issues/list-comments', nth: 'every', mishap: badGateway({ effect: false }) },
    ];
    const failing = await (await setUp(t, { faults })).contest.said(BOTH);
    assert.deepEqual(failing, { unread: 'GitHub answered 502' });
    const gone: readonly Fault[] = [
      { on: 'issues/list-comments', nth: 'every', mishap: dropped({ effect: false }) },
    ];
    assert.deepEqual(await (await setUp(t, { faults: gone })).contest.said(BOTH), {
      unread: 'GitHub did not answer',
    });
  });
});

suite('a label that started the run', () => {
  const alice: Person = { id: 2, login: 'alice', isUser: true };
  const labelled: Labelled = { by: alice, label: 'ok', commit: 'a'.repeat(40) };

  test('counts as long as it is there', async (t) => {
    const setting = await setUp(t);
    setting.github.label('alice', 'ok');
    assert.deepEqual(saidBy(await contestAt(setting, labelled).said(BOTH)).labelled, labelled);
    setting.github.unlabel('alice', 'ok');
    assert.equal(saidBy(await contestAt(setting, labelled).said(BOTH)).labelled, null);
  });
});

suite('who somebody is', () => {
  const known = async ({ github, contest }: Read, login: string): Promise<Person> => {
    github.comment(login, 'x');
    const { comments } = saidBy(await contest.said(BOTH));
    const by = comments.find(({ by: one }) => one.login === login)?.by;
    if (by === undefined) throw new Error(`Nobody is called ${login}`);
    return by;
  };

  test('is the role that GitHub tells, a custom one by its name', async (t) => {
    const read = await setUp(t);
    const roles = [];
    for (const login of ['alice', 'bob', 'carol', 'octocat'])
      roles.push(await read.contest.roleOf(await known(read, login)));
    assert.deepEqual(roles, ['maintain', 'write', 'security', 'admin']);
  });

  test('is unknown when another account has the name by now, or when GitHub does not answer', async (t) => {
    const read = await setUp(t);
    const alice = await known(read, 'alice');
    assert.equal(await read.contest.roleOf({ ...alice, id: alice.id + 1_000_000 }), null);
    const faults: readonly Fault[] = [
      { on: 'repos/get-collaborator-permission-level', nth: 'every', mishap: badGateway({ effect: false }) },
    ];
    const failing = await setUp(t, { faults });
    assert.equal(await failing.contest.roleOf(await known(failing, 'alice')), null);
  });

  test('in a team takes a token that may read teams, and a team of this organisation', async (t) => {
    const security = { org: 'acme', slug: 'security' };
    const app = { kind: 'pat', login: 'octocat' } as const;
    const read = await setUp(t, { tokens: { ghp_reads: app } });
    const [alice, bob] = [await known(read, 'alice'), await known(read, 'bob')];
    assert.equal(await read.contest.isMember(alice, security), null);
    const able = contestAt(read, null, 'ghp_reads');
    assert.equal(await able.isMember(alice, security), true);
    assert.equal(await able.isMember(alice, { ...security, org: 'ACME' }), true);
    assert.equal(await able.isMember(bob, security), null);
    assert.equal(await able.isMember(alice, { ...security, org: 'evil' }), false);
  });
});
