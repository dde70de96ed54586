import type { SeenRequest } from '../../emulators/github/start-github.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { EVIDENCE, publish, textsOf } from '../kit/publish.ts';

export const hostile: HostileCase = {
  number: 114,
  title: 'A report about another pull request, another file or another line',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const ways = {
      'another pull request': { findings: [{}], extra: { pull_number: 7, repository: 'octo/other' } },
      'a path that goes up': { findings: [{ path: 'src/../../other/shop.ts' }] },
      'a line that another text has': { findings: [{ startLine: 1, evidence: `${EVIDENCE} // not there` }] },
      'text of nowhere': { findings: [{ evidence: 'rm -rf /' }] },
    };
    const got = await Promise.all(
      Object.entries(ways).map(async ([way, told]) => {
        const published = await publish(place, told, defence);
        const shown = parseLog(published.stdout).filter(
          ({ name, properties }) => name === 'error' && 'file' in properties,
        );
        const isElsewhere = /octo\/other|other\/shop\.ts/u.test(Object.values(textsOf(published)).join('\n'));
        const { github, pull } = published;
        const strange = github.requests.filter((request) => !isHere(request, pull.head)).length;
        const comments = github.state.reviewComments.length;
        const isShown = isElsewhere || shown.length > 0 || comments > 0 || strange > 0;
        return [way, isShown ? 'published' : null] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};

/** A question, or something that is written on this pull request and on the commit that was judged. */
function isHere({ method, path, body }: SeenRequest, head: string): boolean {
  if (!path.startsWith('/repos/acme/shop/')) return false;
  if (method === 'GET') return true;
  const { commit_id: commit, head_sha: sha } = body as {
    readonly commit_id?: string;
    readonly head_sha?: string;
  };
  const isReview = path === '/repos/acme/shop/pulls/7/reviews' && commit === head;
  return isReview || (path === '/repos/acme/shop/check-runs' && sha === head);
}
