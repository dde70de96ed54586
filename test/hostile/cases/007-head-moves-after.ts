import type { Pull } from '../../emulators/runner/pull.ts';
import { type HostileCase, judge } from '../case.ts';
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
    return judge(defence, Object.fromEntries(got));

    async function byTheGate(served: Served, asked: () => number): Promise<string | null> {
      const step = await runGate(place, served);
      if (comparedBy(step)?.head !== served.pull.head || asked() === 0) throw new Error(whyOf(step));
      return isGreen(step) ? 'green' : null;
    }
  },
};

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
