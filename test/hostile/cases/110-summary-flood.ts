import { type HostileCase, judge } from '../case.ts';
import { actsIn } from '../kit/acts.ts';
import { publish } from '../kit/publish.ts';

/** GitHub drops the whole summary of a step that is larger, without a word. */
const MOST = 1024 * 1024;
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
      const { summary } = await publish(place, told, defence);
      const bytes = Buffer.byteLength(summary);
      const isLost = bytes > MOST || summary === '' || actsIn(summary.slice(0, 200_000)).length > 0;
      got.push([way, isLost ? `${bytes} bytes` : null]);
    }
    return judge(defence, Object.fromEntries(got));
  },
};
