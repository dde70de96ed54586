import { meanwhile } from '../../emulators/github/faults.ts';
import type { Pull } from '../../emulators/runner/pull.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import type { Place } from '../kit/place.ts';
import { type Publication, publish } from '../kit/publish.ts';
import { comparedBy, isGreen, runGate, type Served, serve, whyOf } from '../kit/served.ts';

export const hostile: HostileCase = {
  number: 7,
  title: 'A push while the review goes on, so that a green check stands on what nobody read',
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const way of ['another commit', 'a forced push back', 'the branch goes'] as const) {
      let asked = 0;
      const served = await serve(place, {
        head: { 'a.ts': 'const a = 2;\n' },
        // The first question of a run is for the base; from then on the change is being read.
        onRequest(pull) {
          asked += 1;
          if (asked === 1) push(way, pull);
        },
      });
      got.push([way, defence === 'off' ? naively(way, served.pull) : await byTheGate(served, () => asked)]);
    }
    got.push(...(await publishBeside(place, defence)));
    got.push(['another base', await turnAway(place, defence)]);
    return judge(defence, Object.fromEntries(got));

    async function byTheGate(served: Served, asked: () => number): Promise<string | null> {
      const step = await runGate(place, served);
      if (comparedBy(step)?.head !== served.pull.head || asked() === 0) throw new Error(whyOf(step));
      return isGreen(step) ? 'green' : null;
    }
  },
};

/** The push comes while the result is published: before it is looked where the head is, or with the very request. */
async function publishBeside(place: Place, defence: Defence): Promise<readonly [string, string | null][]> {
  const got: [string, string | null][] = [];
  for (const on of ['pulls/get', 'checks/create', 'pulls/create-review']) {
    let move = () => {};
    const told: Publication = {
      findings: [{}],
      github: { faults: [{ on, mishap: meanwhile(() => move()) }] },
      before(github, { repository, head }) {
        const next = repository.commit({ 'a.ts': 'steal();\n' }, { branch: 'evil', parents: [head] });
        move = () => github.push(next);
      },
    };
    const { github, pull, verdict } = await publish(place, told, defence);
    if (github.state.pulls[0]?.head === pull.head) throw new Error('The head did not move.');
    const isPosted = github.state.reviewComments.length > 0;
    const strange = [...github.state.reviews, ...github.state.checkRuns].some(
      (one) => ('commit' in one ? one.commit : one.headSha) !== pull.head,
    );
    // A request that is on its way names its commit, and GitHub shows the comment as one about that.
    const isLate = isPosted && on !== 'pulls/create-review';
    const loot = strange ? 'said of another commit' : isLate ? 'posted beside another head' : null;
    got.push([`a push with ${on}`, loot]);
    if (defence === 'on' && verdict === 'pass') throw new Error('It passed.');
  }
  return got;
}

/** What was judged against a branch that has most of it already is turned to main, and the old run is made again. */
async function turnAway(place: Place, defence: Defence): Promise<string | null> {
  const told: Publication = {
    findings: [{}],
    before({ state }) {
      const [pull] = state.pulls;
      if (pull !== undefined) pull.baseRef = 'release';
    },
  };
  const { github, verdict } = await publish(place, told, defence);
  if (defence === 'on' && verdict === 'pass') throw new Error('It passed.');
  return github.state.reviewComments.length > 0 ? 'said beside another base' : null;
}

function push(way: string, pull: Pull): void {
  const evil = { branch: 'evil', parents: [pull.head] };
  if (way === 'the branch goes') pull.repository.git('update-ref', '-d', 'refs/pull/7/head');
  else {
    const to = way === 'another commit' ? pull.repository.commit({ 'a.ts': 'steal();\n' }, evil) : pull.tip;
    pull.repository.git('update-ref', 'refs/pull/7/head', to);
  }
}

/** A reviewer of what the workspace held, whose green is for the pull request and not for a commit. */
function naively(way: string, pull: Pull): string | null {
  const read = pull.repository.git('rev-parse', 'refs/pull/7/head').trim();
  push(way, pull);
  const stands = pull.repository.git('for-each-ref', '--format=%(objectname)', 'refs/pull/7/head').trim();
  return stands === read ? null : `green, and ${stands.slice(0, 7) || 'nothing'} is there`;
}
