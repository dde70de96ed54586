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
        return [way, isElsewhere || shown.length > 0 ? 'published' : null] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};
