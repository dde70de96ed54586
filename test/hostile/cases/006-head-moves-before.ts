import { type Github, startGithub } from '../../emulators/github/start-github.ts';
import { type HostileCase, judge } from '../case.ts';
import { NAIVE, NAIVE_TOKEN, strangeIn } from '../kit/github.ts';
import { postRaw } from '../kit/naive-github.ts';
import { plainGit } from '../kit/repository.ts';
import { comparedBy, isGreen, runGate, serve, whyOf } from '../kit/served.ts';

export const hostile: HostileCase = {
  number: 6,
  title: 'The head is pushed away between the event and the fetch, so that another one is judged',
  area: 'trigger',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    // The commit that the event names is not in the clone: it has to be fetched.
    const base = { 'a.ts': 'const a = 1;\n' };
    const served = await serve(place, { base, head: { 'a.ts': 'const a = 2;\n' } });
    const { pull, workspace } = served;
    const other = pull.repository.commit({ 'a.ts': 'steal();\n' }, { branch: 'evil', parents: [pull.base] });
    const got: [string, string | null][] = [];
    for (const [way, to] of Object.entries({ 'another commit': other, 'the base': pull.tip })) {
      pull.repository.git('update-ref', 'refs/pull/7/head', to);
      const { directory } = pull.repository;
      const github = await startGithub(place, {
        directory,
        pulls: [{ number: 7, head: to }],
        tokens: { [NAIVE_TOKEN]: NAIVE },
      });
      const judged = defence === 'off' ? await naively() : await byTheGate(github);
      got.push([way, judged]);
      if (defence === 'off') await postRaw(github, { findings: [], summary: 'Read.' });
      got.push([`${way}, on the pull request`, strangeIn(github, pull.head)]);
    }
    return judge(defence, Object.fromEntries(got));

    /** By the name of the branch, and nobody looks afterwards. */
    async function naively(): Promise<string | null> {
      await plainGit(workspace, ['fetch', '--quiet', pull.repository.directory, 'refs/pull/7/head']);
      const judged = (await plainGit(workspace, ['rev-parse', 'FETCH_HEAD'])).trim();
      return judged === pull.head ? null : `${judged.slice(0, 7)} was judged for ${pull.head.slice(0, 7)}`;
    }

    async function byTheGate(github: Github): Promise<string | null> {
      const step = await runGate(place, served, { api: github.url });
      const compared = comparedBy(step);
      if (compared === null) throw new Error(whyOf(step));
      if (compared.head !== pull.head) return `${compared.head.slice(0, 7)} was judged`;
      return isGreen(step) ? 'a head that is no longer there was passed' : null;
    }
  },
};
