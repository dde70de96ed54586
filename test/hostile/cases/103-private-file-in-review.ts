import { type HostileCase, judge } from '../case.ts';
import { publish, textsOf } from '../kit/publish.ts';

/** Longer than any quote that a finding needs. */
const LINES = 4_000;

export const hostile: HostileCase = {
  number: 103,
  title: 'A whole private file, copied into the words of a finding or of the summary',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const secret = place.secret('the last line of the file');
    const file = `${'const price = 100; // private\n'.repeat(LINES)}${secret}\n`;
    const ways = {
      message: { findings: [{ message: file }] },
      title: { findings: [{ title: file }] },
      remedy: { findings: [{ remedy: file }] },
      summary: { findings: [], summary: file },
    };
    const got = await Promise.all(
      Object.entries(ways).map(async ([way, told]) => {
        const published = await publish(place, told, defence);
        return [way, place.scan(textsOf(published)).length > 0 ? 'published whole' : null] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};
