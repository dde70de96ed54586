import { type HostileCase, judge } from '../case.ts';
import { actsIn, actsInAll } from '../kit/acts.ts';
import { renderedBy } from '../kit/github.ts';
import { markdownOf, publish } from '../kit/publish.ts';

/** GitHub drops the whole summary of a step that is larger, without a word. */
const MOST = 1024 * 1024;
/** Of a check's texts and of comments GitHub takes so many characters, and refuses the request for one more. */
const MOST_ON_GITHUB = 65_535;
const FLOOD = `<img src="https://evil.example/i.png"> ${'x'.repeat(60)}\n`.repeat(50_000);

export const hostile: HostileCase = {
  number: 110,
  title: 'Five megabytes of HTML for the job summary, so that all of it is dropped',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const ways = {
      'in the summary': { findings: [{}], summary: defence === 'off' ? FLOOD : FLOOD.slice(0, 700_000) },
      'in many findings': {
        findings: Array.from({ length: 90 }, (_, at) => ({ message: `${at} ${FLOOD.slice(0, 10_000)}` })),
        summary: defence === 'off' ? FLOOD : 'Read.',
      },
    };
    const got: [string, string | null][] = [];
    for (const [way, told] of Object.entries(ways)) {
      const published = await publish(place, told, defence);
      const { summary, github } = published;
      const bytes = Buffer.byteLength(summary);
      const isLost = bytes > MOST || summary === '' || actsIn(summary.slice(0, 200_000)).length > 0;
      got.push([way, isLost ? `${bytes} bytes` : null]);
      if (defence === 'on' && Object.keys(markdownOf(published)).length < 5)
        throw new Error('Nothing there.');
      const acts = actsInAll(renderedBy(github));
      const refused = github.requests.filter(({ status }) => status === 422).length;
      const longest = Math.max(...Object.values(renderedBy(github)).map((text) => text.length));
      const isLostThere = refused > 0 || longest > MOST_ON_GITHUB || acts !== null;
      got.push([`${way}, on GitHub`, isLostThere ? `${refused} refused` : null]);
    }
    return judge(defence, Object.fromEntries(got));
  },
};
