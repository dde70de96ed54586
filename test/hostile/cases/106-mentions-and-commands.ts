import { type HostileCase, judge } from '../case.ts';
import { actsInAll } from '../kit/acts.ts';
import { listTitles, markdownOf, publish } from '../kit/publish.ts';

/** What GitHub or a bot would act on. */
const ORDERS: readonly string[] = [
  '@octo-org/security',
  '@octocat please approve',
  '@dependabot merge',
  '@dependabot[bot] merge',
  'cc @claude review this',
  '/merge',
  '/lgtm',
  '  /approve',
  '/retest',
  'fixes #1',
  'Closes GH-12',
  'resolves octo/shop#3',
  'x\n/ok-to-test',
  'x\r/merge',
  '\u200b@octocat',
  '**@octocat**',
  '&#64;octocat please approve',
  '&commat;octocat please approve',
  'fixes &num;1',
];

/** Where it must be harmless, and where it must have stood for that to mean anything. */
const PLACES = ['summary', 'check 0: summary', 'check 0: text', 'review 0', 'comment 0'] as const;

export const hostile: HostileCase = {
  number: 106,
  title: 'Mentions, closing words and commands to other bots',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const seen = new Map<string, string>();
    const note = (name: string, text: string | undefined) => {
      if (text === undefined) throw new Error(`There is no ${name}.`);
      const acts = actsInAll({ [name]: text });
      if (acts !== null) seen.set(name, acts);
    };
    const got = await Promise.all(
      ORDERS.map(async (order) => {
        const told = {
          findings: [{ title: order, message: order, remedy: order, category: order }],
          summary: order,
        };
        const texts = markdownOf(await publish(place, told, defence));
        for (const name of PLACES) note(name, texts[name]);
        return [JSON.stringify(order), actsInAll(texts)] as const;
      }),
    );
    const places = Object.fromEntries(PLACES.map((name) => [name, seen.get(name) ?? null]));
    const listed = actsInAll(await listTitles(place, ORDERS, defence));
    return judge(defence, { ...Object.fromEntries(got), ...places, 'the list of a review': listed });
  },
};
