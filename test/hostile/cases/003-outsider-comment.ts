import { pullRequestEvent, type RunEvent } from '../../emulators/runner/events.ts';
import { type HostileCase, judge } from '../case.ts';
import { ACCEPT, acceptAll, type Naively, type Way } from '../kit/accept.ts';
import { startModel } from '../kit/model.ts';
import { runNaiveAction } from '../kit/naive-workflow.ts';
import { askedOf, comparedBy, isGreen, runGate, type Served, serve } from '../kit/served.ts';

/** Events that anyone with an account can cause, and that run with the secrets of the base. */
const EVENTS = ['issue_comment', 'pull_request_review', 'pull_request_review_comment', 'issues'] as const;

/** What the first actions of this kind did: whoever writes the word gets a run. */
const NAIVE = `
const { body = '' } = event.comment ?? event.review ?? event.issue;
if (!body.startsWith('/review')) return;
const messages = [{ role: 'user', content: 'Review ' + body }];
const tools = [{ type: 'function', function: { name: 'read', parameters: {} } }];
const answer = await fetch(process.env['INPUT_BASE-URL'] + '/chat/completions', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env['INPUT_API-KEY'] },
  body: JSON.stringify({ model: 'scripted', messages, tools }),
});
await answer.text();
`;

/** What a workflow does whose author thinks that only the team writes comments. */
const NAIVE_ACCEPT = `
const url = process.env.GITHUB_API_URL + '/repos/acme/shop/issues/7/comments';
const headers = { authorization: 'Bearer ghs_token_of_the_job' };
const comments = await (await fetch(url, { headers })).json();
if (!comments.some(({ body }) => body.includes('${ACCEPT}'))) process.exitCode = 1;
`;

export const hostile: HostileCase = {
  number: 3,
  title: 'A stranger asks for a run by a comment, with options, at the cost of the repository',
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const served = await serve(place, { head: { 'a.ts': 'a\n' } });
    const got: [string, string | null][] = [];
    for (const name of EVENTS) {
      const model = await startModel(place);
      const event = commentEvent(name, served);
      const inputs = askedOf(model.url);
      if (defence === 'off')
        await runNaiveAction(place, NAIVE, { event, workspace: served.workspace, inputs });
      else {
        const step = await runGate(place, served, { event, inputs });
        if (isGreen(step) || comparedBy(step) !== null) throw new Error(`${name} was judged.`);
      }
      got.push([name, model.requests.length > 0 ? `${model.requests.length} model calls` : null]);
    }
    const accepted = await acceptAll(place, defence, WAYS, runNaively);
    return judge(defence, { ...Object.fromEntries(got), ...accepted });
  },
};

/** Who writes the line of the summary into a comment, or what is wrong with a comment of somebody who may. */
const WAYS: Readonly<Record<string, Way>> = {
  'an acceptance of a stranger': ({ github, said }) => github.comment('stranger', said),
  'of somebody who may write': ({ github, said }) => github.comment('bob', said),
  'of the author, who is an administrator': ({ github, said }) => github.comment('octocat', said),
  // Whoever may write may edit the comments of others.
  'in a comment of a maintainer, edited': ({ github, said }) => {
    github.comment('alice', said).updatedAt = '2030-01-01T00:00:00Z';
  },
  'quoted by a maintainer': ({ github, said }) => github.comment('alice', said.replaceAll(/^/gmu, '> ')),
  'unseen in what a maintainer copied': ({ github, said }) => {
    github.comment('alice', `Thanks!\n<!--\n${said}\n-->`);
  },
  'of another finding': ({ github, said }) => {
    github.comment('alice', said.replaceAll(/ [0-9a-f]{32} /gu, ` ${'0'.repeat(32)} `));
  },
  'for another commit': ({ github, said, served }) => {
    const other = served.pull.repository.commit({ 'a.ts': 'a\n' }, { branch: 'other' });
    github.comment('alice', said.replaceAll(served.pull.head, other));
  },
};

const runNaively: Naively = (place, { workspace, pull }, github) =>
  runNaiveAction(place, NAIVE_ACCEPT, {
    event: pullRequestEvent(pull),
    workspace,
    env: { GITHUB_API_URL: github.url },
  });

function commentEvent(name: string, { pull }: Served): RunEvent {
  const said = { body: '/review --model=openai/dearest --effort=max', user: { login: 'stranger' } };
  const text = { ...said, author_association: 'NONE' };
  const repository = { full_name: 'acme/shop', default_branch: 'main' };
  const head = { sha: pull.head, repo: { full_name: 'acme/shop' } };
  return {
    name,
    sha: pull.tip,
    ref: 'refs/heads/main',
    payload: {
      action: 'created',
      comment: text,
      review: text,
      issue: { number: 7, pull_request: {}, ...text },
      pull_request: { number: 7, head, base: { ref: 'main', repo: repository } },
      sender: text.user,
      repository,
    },
  };
}
