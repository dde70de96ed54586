import { pullRequestEvent, type RunEvent } from '../../emulators/runner/events.ts';
import { type HostileCase, judge } from '../case.ts';
import { ACCEPT, acceptAll, type Naively, type Way } from '../kit/accept.ts';
import { runNaiveAction } from '../kit/naive-workflow.ts';
import { isGreen, runGate, serve, WIDE, whyOf } from '../kit/served.ts';

/** Names that reviewers let pass unseen, or take for their own. */
const ACTORS = ['evil-app[bot]', 'dependabot[bot]', 'github-actions[bot]'] as const;

/** How workflows spare bots a review. */
const NAIVE = `
const actor = process.env.GITHUB_ACTOR;
if (actor.endsWith('[bot]') || event.pull_request.user.type === 'Bot') return;
process.exitCode = 1;
`;

/** What the team's own apps say is taken for the team's word. */
const NAIVE_ACCEPT = `
const url = process.env.GITHUB_API_URL + '/repos/acme/shop/issues/7/comments';
const headers = { authorization: 'Bearer ghs_token_of_the_job' };
const comments = await (await fetch(url, { headers })).json();
const isTrusted = ({ user, body }) => user.type === 'Bot' && body.startsWith('${ACCEPT}');
if (!comments.some(isTrusted)) process.exitCode = 1;
`;

const acceptNaively: Naively = (place, { workspace, pull }, { url }) =>
  runNaiveAction(place, NAIVE_ACCEPT, {
    event: pullRequestEvent(pull),
    workspace,
    env: { GITHUB_API_URL: url },
  });

export const hostile: HostileCase = {
  number: 4,
  title: 'A pull request by an app that calls itself a trusted bot',
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const served = await serve(place, { head: WIDE });
    const { workspace } = served;
    const got = await Promise.all(
      ACTORS.map(async (login) => {
        const event = eventOf(pullRequestEvent(served.pull), { login, type: 'Bot' });
        const env = { GITHUB_ACTOR: login, GITHUB_TRIGGERING_ACTOR: login };
        const step =
          defence === 'off'
            ? await runNaiveAction(place, NAIVE, { event, workspace, env })
            : await runGate(place, served, { event, env });
        if (!isGreen(step) && step.outputs['audit-verdict'] !== 'block') throw new Error(whyOf(step));
        return [login, isGreen(step) ? 'passed' : null] as const;
      }),
    );
    const ways = ACTORS.map((login): readonly [string, Way] => [
      `an acceptance by ${login}`,
      ({ github, said }) => github.comment(login, said),
    ]);
    const accepted = await acceptAll(place, defence, Object.fromEntries(ways), acceptNaively);
    return judge(defence, { ...Object.fromEntries(got), ...accepted });
  },
};

function eventOf(event: RunEvent, user: { readonly login: string; readonly type: string }): RunEvent {
  const payload = event.payload as { readonly pull_request: object };
  return {
    ...event,
    payload: { ...payload, sender: user, pull_request: { ...payload.pull_request, user } },
  };
}
