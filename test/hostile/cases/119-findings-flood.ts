import type { Files } from '../../adapters/git/make-repository.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { type Publication, publish } from '../kit/publish.ts';

/** Every rule has something to say, on more lines than anybody reads. */
const AGENTS: Files = Object.fromEntries(
  Array.from({ length: 70 }, (_, at) => [
    `.opencode/agent/a${at}.md`,
    '---\ndescription: x\npermission:\n  edit: allow\n  bash: allow\n---\nWork.\n',
  ]),
);

const many = (count: number, kinds: number) =>
  Array.from({ length: count }, (_, at) => ({
    message: `Number ${at % kinds}.`,
    category: `kind ${at % kinds}`,
  }));

export const hostile: HostileCase = {
  number: 119,
  title: 'Thousands of findings, half of them twice, so that the real one drowns',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const base = { 'README.md': 'A shop.\n' };
    const asRules = Object.keys(AGENTS).map((path) => ({ path, startLine: 5, evidence: '  bash: allow' }));
    const ways: Readonly<Record<string, Publication>> = {
      'five thousand': { findings: many(5_000, 2_500) },
      'as many as are read': { findings: many(500, 250) },
      'as many as rules find': { findings: asRules, isAudited: true, files: { base, head: AGENTS } },
    };
    const got: [string, string | null][] = [];
    for (const [way, told] of Object.entries(ways)) {
      const { stdout, summary, outcome, github } = await publish(place, told, defence);
      const annotations = parseLog(stdout).filter(({ name }) => name === 'error').length;
      const isFlood =
        annotations > 10 || Buffer.byteLength(summary) > 256 * 1024 || outcome?.verdict === 'pass';
      got.push([way, isFlood ? `${annotations} annotations` : null]);
      const { reviews, reviewComments: comments, checkRuns } = github.state;
      if (checkRuns.length !== 1 || (way !== 'five thousand' && reviews.length === 0))
        throw new Error('Nothing was published.');
      const asked = github.requests.length;
      const isFloodThere = comments.length > 50 || asked > 60 || reviews.length > 3;
      got.push([`${way}, as comments`, isFloodThere ? `${comments.length} comments` : null]);
    }
    return judge(defence, Object.fromEntries(got));
  },
};
