import { type HostileCase, judge } from '../case.ts';
import { briefsOf } from '../kit/brief.ts';
import { runScript } from '../kit/naive-workflow.ts';
import { makePull } from '../kit/repository.ts';

/** To git these are not names but patterns, and some of them take everything else away. */
const NAMES = [':(exclude,top)*', ':!*', ':^*', ':(exclude,glob)**', ':(top,exclude)src'] as const;

const EVIL = 'sendKeysTo(stranger);';

export const hostile: HostileCase = {
  number: 17,
  title: "Files whose names are git's own patterns empty the diff that is reviewed",
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got: [string, string | null][] = [];
    for (const name of NAMES) {
      const head = { 'src/shop.ts': `${EVIL}\n`, [name]: 'x\n' };
      const pull = makePull(place, { base: { 'src/shop.ts': 'const a = 1;\n' }, head });
      const seen = defence === 'off' ? naively(pull) : (await briefsOf(place, pull)).texts.join('\n');
      got.push([name, seen.includes(EVIL) ? null : 'the change was not seen']);
    }
    return judge(defence, Object.fromEntries(got));
  },
};

/** The changed files by their names, and then the diff of these. */
function naively(pull: ReturnType<typeof makePull>): string {
  const range = `${pull.base} ${pull.head}`;
  const script = `git diff -z --name-only ${range} | xargs -0 git diff ${range} --`;
  return runScript(script, pull.checkout());
}
