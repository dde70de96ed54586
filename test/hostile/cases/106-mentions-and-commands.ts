import { type HostileCase, judge } from '../case.ts';
import { actsInAll } from '../kit/acts.ts';
import { markdownOf, publish } from '../kit/publish.ts';

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

export const hostile: HostileCase = {
  number: 106,
  title: 'Mentions, closing words and commands to other bots',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got = await Promise.all(
      ORDERS.map(async (order) => {
        const told = {
          findings: [{ title: order, message: order, remedy: order, category: order }],
          summary: order,
        };
        const published = await publish(place, told, defence);
        return [JSON.stringify(order), actsInAll(markdownOf(published))] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};
