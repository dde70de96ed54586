import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { suite, test } from 'node:test';
import { FOLDER, webhookOf } from '../../../scripts/github-events.ts';
import {
  dependabotEvent,
  dispatchEvent,
  issueCommentEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  type RunEvent,
  readPayload,
  workflowRunEvent,
} from './events.ts';
import { makePull } from './pull.ts';
import { judgePayload } from './webhooks.ts';

/** A fork that was deleted: null on github.com, which the description does not say. */
const GONE = '/requestBody/pull_request/head/repo must be object';

const judge = (event: string, payload: unknown) => {
  const { action } = payload as { readonly action?: string };
  return judgePayload(webhookOf(event.replace('_target', ''), action), payload);
};

const sameRepository = { full_name: 'acme/shop', default_branch: 'main', private: true };
const pick = (repository: object) =>
  Object.fromEntries(Object.entries(repository).filter(([key]) => key in sameRepository));

suite('event payloads', () => {
  for (const file of readdirSync(FOLDER).toSorted()) {
    const name = file.replace(/\.json$/u, '');
    test(`${name} is what GitHub describes`, async () => {
      const payload = readPayload(name);
      const expected = name === 'pull_request.deleted-fork' ? [GONE] : [];
      assert.deepEqual(await judge(name.split('.')[0] ?? '', payload), expected);
      assert.deepEqual(pick(payload['repository'] as object), sameRepository);
    });
  }

  test('a payload that lacks something is told', async () => {
    const { pull_request: _, ...payload } = readPayload('pull_request.opened');
    assert.match((await judge('pull_request', payload)).join('\n'), /required property 'pull_request'/u);
    const sender = { ...readPayload('push'), before: 7 };
    assert.match((await judge('push', sender)).join('\n'), /before must be string/u);
  });

  test('the events of a real repository are still that', async (t) => {
    const pull = makePull(t, { base: {}, head: { 'a.ts': '1;\n' } });
    const gone = pullRequestEvent(pull, { headRepository: null });
    const events: readonly RunEvent[] = [
      pullRequestEvent(pull),
      ...(['opened', 'reopened', 'ready_for_review'] as const).map((action) =>
        pullRequestEvent(pull, { action }),
      ),
      pullRequestEvent(pull, { draft: true, headRepository: 'stranger/shop', author: 'eve' }),
      pullRequestEvent(pull, { name: 'pull_request_target', headRepository: 'stranger/shop' }),
      pullRequestEvent(pull, { action: 'labeled', labels: ['gate:accept', 'other'] }),
      dependabotEvent(pull),
      pushEvent(pull.base, pull.head),
      pushEvent('0'.repeat(40), pull.head),
      mergeGroupEvent(pull.tip, pull.merge),
      dispatchEvent(pull.head, { base: 'main' }),
      dispatchEvent(pull.head, null),
      workflowRunEvent(pull),
      workflowRunEvent(pull, {
        headRepository: 'stranger/shop',
        event: 'pull_request',
        conclusion: 'failure',
      }),
      issueCommentEvent(pull, '/gate accept', { login: 'alice' }),
      issueCommentEvent(pull, 'Hello', { plainIssue: true, association: 'NONE' }),
    ];
    for (const { name, payload } of events) assert.deepEqual(await judge(name, payload), [], name);
    assert.deepEqual(await judge('pull_request', gone.payload), [GONE]);
  });

  test('a run knows who caused it, and what is checked out', (t) => {
    const pull = makePull(t, { base: {}, head: { 'a.ts': '1;\n' } });
    const facts = ({ actor, sha, ref }: RunEvent) => [actor, sha, ref];
    assert.deepEqual(facts(dependabotEvent(pull)), ['dependabot[bot]', pull.merge, 'refs/pull/7/merge']);
    assert.deepEqual(facts(dependabotEvent(pull, { actor: 'alice' })).at(0), 'alice');
    const target = pullRequestEvent(pull, { name: 'pull_request_target' });
    assert.deepEqual(facts(target), ['octocat', pull.tip, 'refs/heads/main']);
    const { workflow_run: run } = workflowRunEvent(pull, { headRepository: 'stranger/shop' }).payload as {
      readonly workflow_run: { readonly head_sha: string; readonly pull_requests: readonly unknown[] };
    };
    assert.deepEqual([run.head_sha, run.pull_requests], [pull.head, []]);
  });
});
