import { startGithub } from '../../emulators/github/start-github.ts';
import { pullRequestEvent, type RunEvent } from '../../emulators/runner/events.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { startModel } from '../kit/model.ts';
import { runNaiveAction } from '../kit/naive-workflow.ts';
import type { Place } from '../kit/place.ts';
import { askedOf, comparedBy, isGreen, runGate, type Served, serve, WIDE, whyOf } from '../kit/served.ts';

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

const ACCEPT = '/review-gate accept';
const POLICY = { contest: { command: ACCEPT, codeOwnerFor: [] } };

/** What a workflow does whose author thinks that only the team writes comments. */
const NAIVE_ACCEPT = `
const url = process.env.GITHUB_API_URL + '/repos/acme/shop/issues/7/comments';
const headers = { authorization: 'Bearer ghs_token_of_the_job' };
const comments = await (await fetch(url, { headers })).json();
if (!comments.some(({ body }) => body.startsWith('${ACCEPT}'))) process.exitCode = 1;
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
    got.push(['an acceptance', await acceptBy('stranger', place, defence)]);
    return judge(defence, Object.fromEntries(got));
  },
};

/** The line of the summary, copied into a comment by somebody without any right. */
async function acceptBy(login: string, place: Place, defence: Defence): Promise<string | null> {
  const base = { '.github/review-gate.jsonc': JSON.stringify(POLICY) };
  const served = await serve(place, { base, head: WIDE });
  const { workspace, pull } = served;
  const people = { alice: { role: 'maintain' } };
  const { directory } = pull.repository;
  const github = await startGithub(place, { directory, pulls: [{ number: 7, head: pull.head }], people });
  const env = { GITHUB_API_URL: github.url };
  const run = () =>
    defence === 'off'
      ? runNaiveAction(place, NAIVE_ACCEPT, { event: pullRequestEvent(pull), workspace, env })
      : runGate(place, served, { env });
  const lines = (await runGate(place, served, { env })).summary?.match(/^\/review-gate accept .*$/gmu) ?? [];
  if (lines.length === 0) throw new Error('There is nothing to accept.');
  const said = lines.map((line) => line.replace('<why>', 'It is fine.')).join('\n');
  github.comment(login, said);
  const step = await run();
  if (isGreen(step)) return 'passed';
  github.comment('alice', said);
  const control = await run();
  if (!isGreen(control)) throw new Error(`Nobody can accept anything: ${whyOf(control)}`);
  return null;
}

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
