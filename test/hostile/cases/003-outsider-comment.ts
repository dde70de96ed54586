import type { RunEvent } from '../../emulators/runner/events.ts';
import { type HostileCase, judge } from '../case.ts';
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
    return judge(defence, Object.fromEntries(got));
  },
};

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
