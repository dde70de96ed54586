// Writes the event payloads of test/fixtures/github/events from GitHub's published examples: the repository, the pull
// request and the people are those of the tests, what the description of the webhooks asks for today is added, and what
// it does not ask for is left out.  node scripts/github-events.ts <webhooks-examples>/api.github.com/index.json
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choose, complete, itemsOf, type Schema } from '../test/emulators/github/complete.ts';
import { readWebhooks } from '../test/emulators/runner/webhooks.ts';

export const FOLDER = join(import.meta.dirname, '../test/fixtures/github/events');

type Json = Record<string, unknown>;
type Examples = readonly { readonly name: string; readonly examples: readonly Json[] }[];

type Variant = {
  /** The event, and which of its examples. */
  readonly from: readonly [event: string, action: string | undefined];
  readonly change: (payload: Json) => void;
};

export const HEAD = 'a'.repeat(40);
export const BASE = 'b'.repeat(40);
const NONE = '0'.repeat(40);
const REPOSITORY = {
  full_name: 'acme/shop',
  name: 'shop',
  default_branch: 'main',
  private: true,
  fork: false,
};
const STRANGER = {
  full_name: 'stranger/shop',
  name: 'shop',
  default_branch: 'main',
  private: false,
  fork: true,
};
const OCTOCAT = { login: 'octocat', id: 583_231, type: 'User' };
const DEPENDABOT = { login: 'dependabot[bot]', id: 49_699_333, type: 'Bot' };

const at = (payload: Json, ...path: readonly string[]): Json =>
  path.reduce((node, key) => node[key] as Json, payload);

function aboutPull(payload: Json): void {
  const pull = at(payload, 'pull_request');
  Object.assign(payload, { number: 7, sender: OCTOCAT });
  Object.assign(pull, {
    number: 7,
    title: 'Add a discount',
    body: null,
    draft: false,
    user: OCTOCAT,
    labels: [],
  });
  Object.assign(at(pull, 'head'), { ref: 'discount', sha: HEAD, label: 'acme:discount', user: OCTOCAT });
  Object.assign(at(pull, 'base'), { ref: 'main', sha: BASE, label: 'acme:main', user: OCTOCAT });
  Object.assign(at(pull, 'head', 'repo'), REPOSITORY);
  Object.assign(at(pull, 'base', 'repo'), REPOSITORY);
}

const pullRequest = (
  action: string,
  change: (pull: Json, payload: Json) => void = () => undefined,
): Variant => ({
  from: ['pull_request', action],
  change(payload) {
    aboutPull(payload);
    change(at(payload, 'pull_request'), payload);
  },
});

const fromFork = (pull: Json) => {
  Object.assign(at(pull, 'head'), { label: 'stranger:discount' });
  Object.assign(at(pull, 'head', 'repo'), STRANGER, { owner: { login: 'stranger', id: 666, type: 'User' } });
  pull['author_association'] = 'FIRST_TIME_CONTRIBUTOR';
};

const workflowRun = (change: (run: Json) => void): Variant => ({
  from: ['workflow_run', 'completed'],
  change(payload) {
    const run = at(payload, 'workflow_run');
    payload['sender'] = OCTOCAT;
    Object.assign(run, { head_sha: HEAD, head_branch: 'discount', event: 'pull_request', name: 'build' });
    Object.assign(run, {
      status: 'completed',
      conclusion: 'success',
      actor: OCTOCAT,
      triggering_actor: OCTOCAT,
    });
    Object.assign(at(run, 'repository'), REPOSITORY);
    Object.assign(at(run, 'head_repository'), REPOSITORY);
    Object.assign(at(run, 'head_commit'), { id: HEAD });
    change(run);
  },
});

const place = (ref: string, sha: string) => ({
  ref,
  sha,
  repo: { id: 1, name: 'shop', url: 'https://github.example' },
});

const push = (created: boolean): Variant => ({
  from: ['push', undefined],
  change(payload) {
    const ref = created ? 'refs/heads/discount' : 'refs/heads/main';
    const before = created ? NONE : BASE;
    Object.assign(payload, {
      ref,
      before,
      after: HEAD,
      created,
      deleted: false,
      forced: false,
      base_ref: null,
    });
    Object.assign(payload, { pusher: { name: 'octocat' }, sender: OCTOCAT, commits: [], head_commit: null });
  },
});

const VARIANTS: Readonly<Record<string, Variant>> = {
  'pull_request.opened': pullRequest('opened'),
  'pull_request.synchronize': pullRequest('synchronize', (_, payload) => {
    Object.assign(payload, { before: BASE, after: HEAD });
  }),
  'pull_request.reopened': pullRequest('reopened'),
  'pull_request.ready_for_review': pullRequest('ready_for_review'),
  'pull_request.labeled': pullRequest('labeled', (pull, payload) => {
    Object.assign(at(payload, 'label'), { name: 'gate:accept', description: null });
    pull['labels'] = [payload['label']];
  }),
  'pull_request.draft': pullRequest('opened', (pull) => {
    pull['draft'] = true;
  }),
  'pull_request.fork': pullRequest('opened', fromFork),
  'pull_request.deleted-fork': pullRequest('synchronize', (pull, payload) => {
    fromFork(pull);
    at(pull, 'head')['repo'] = null;
    Object.assign(payload, { before: BASE, after: HEAD });
  }),
  'pull_request.dependabot': pullRequest('opened', (pull, payload) => {
    Object.assign(pull, { user: DEPENDABOT, title: 'Bump cart from 1.0.0 to 1.0.1' });
    Object.assign(at(pull, 'head'), { ref: 'dependabot/npm_and_yarn/cart-1.0.1', user: OCTOCAT });
    payload['sender'] = DEPENDABOT;
  }),
  'pull_request_target.fork': pullRequest('opened', fromFork),
  'merge_group.checks_requested': {
    from: ['merge_group', 'checks_requested'],
    change(payload) {
      const group = at(payload, 'merge_group');
      const ref = `refs/heads/gh-readonly-queue/main/pr-7-${BASE}`;
      Object.assign(group, { head_sha: HEAD, head_ref: ref, base_sha: BASE, base_ref: 'refs/heads/main' });
      at(group, 'head_commit')['id'] = HEAD;
      payload['sender'] = OCTOCAT;
    },
  },
  push: push(false),
  'push.created-branch': push(true),
  workflow_dispatch: {
    from: ['workflow_dispatch', undefined],
    change(payload) {
      const inputs = { base: 'main', head: HEAD };
      Object.assign(payload, { inputs, ref: 'refs/heads/main', sender: OCTOCAT });
    },
  },
  'workflow_run.completed': workflowRun((run) => {
    const pull = { id: 9_000_007, number: 7, url: 'https://github.example', head: place('discount', HEAD) };
    run['pull_requests'] = [{ ...pull, base: place('main', BASE) }];
  }),
  'workflow_run.fork': workflowRun((run) => {
    run['pull_requests'] = [];
    Object.assign(at(run, 'head_repository'), STRANGER, {
      owner: { login: 'stranger', id: 666, type: 'User' },
    });
  }),
  'issue_comment.pull_request': {
    from: ['issue_comment', 'created'],
    change(payload) {
      const issue = at(payload, 'issue');
      const url = 'https://github.example/acme/shop/pull/7';
      const pull_request = { url, html_url: url, diff_url: `${url}.diff`, patch_url: `${url}.patch` };
      Object.assign(issue, { number: 7, title: 'Add a discount', user: OCTOCAT, labels: [], pull_request });
      Object.assign(issue, { assignee: null, assignees: [], milestone: null, body: null });
      Object.assign(at(payload, 'comment'), {
        body: '/gate accept 0123abcd because it is a fixture',
        user: OCTOCAT,
        author_association: 'MEMBER',
      });
      payload['sender'] = OCTOCAT;
    },
  },
};

/** What the tests read though the description does not ask for it. */
const KEPT = new Set(
  'type draft pull_request label labels name email id login default_branch repository sender'.split(' '),
);

function trim(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => trim(itemsOf(schema), item));
  if (typeof value !== 'object' || value === null) return value;
  const { properties = {}, required = [] } = choose(schema, value as Json);
  // A part of which nothing is asked for is there for its own sake.
  const kept = Object.entries(value).filter(
    ([key]) => required.length === 0 || required.includes(key) || KEPT.has(key),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, trim(properties[key] ?? {}, inner)]));
}

/** The webhook of the description that a fixture is one of. */
export const webhookOf = (event: string, action: unknown): string =>
  [event, ...(typeof action === 'string' ? [action] : [])].join('-').replaceAll('_', '-');

async function schemaOf(webhook: string): Promise<Schema> {
  const operation = (await readWebhooks()).getOperations().find(({ path }) => path === `/${webhook}`);
  const body = operation?.requestBody as { content: Record<string, { schema: Schema }> } | undefined;
  return body?.content['application/json']?.schema ?? {};
}

export async function makeEvents(published: Examples): Promise<ReadonlyMap<string, unknown>> {
  const made = new Map<string, unknown>();
  for (const [name, { from, change }] of Object.entries(VARIANTS)) {
    const [event, action] = from;
    const examples = published.find((each) => each.name === event)?.examples ?? [];
    const example = examples.findLast(
      (each) => each['action'] === action && each['repository'] !== undefined,
    );
    if (example === undefined) throw new Error(`There is no example of ${event} ${action ?? ''}`);
    const payload = rename(example);
    change(payload);
    const schema = await schemaOf(webhookOf(event, action));
    made.set(name, complete(schema, trim(schema, payload)));
  }
  return made;
}

/** The repository and its owner as the tests call them, in addresses as well. */
function rename(example: Json): Json {
  const { full_name: name } = example['repository'] as { full_name: string };
  const text = JSON.stringify(example).replaceAll(name, 'acme/shop').replaceAll('octo-org', 'acme');
  const numbered = text.replaceAll(/\/(pulls?|issues)\/\d+/gu, '/$1/7');
  const payload = JSON.parse(numbered.replaceAll('Codertocat', 'octocat')) as Json;
  Object.assign(at(payload, 'repository'), REPOSITORY, {
    owner: { login: 'acme', id: 1, type: 'Organization' },
  });
  return payload;
}

if (import.meta.main) {
  const published = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Examples;
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, payload] of await makeEvents(published))
    writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(payload, null, 1)}\n`);
}
