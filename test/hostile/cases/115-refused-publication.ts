import type { Answer } from '../../emulators/github/answer.ts';
import { answered, secondaryLimit } from '../../emulators/github/faults.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { actsIn } from '../kit/acts.ts';
import type { Place } from '../kit/place.ts';
import { type Published, publish } from '../kit/publish.ts';
import { startTrap } from '../kit/trap.ts';

const COMMANDS = '\n::error::forged\n##[add-mask]e\n<img src="https://evil.example/i.png"> @octocat\n';
const HTML = { 'content-type': 'text/html' };

/** What comes back in the place of an answer. `loot` is what the attacker gets from whoever takes no care. */
const WAYS = {
  'a text that GitHub does not take': { status: 422, loot: 'shown' },
  'a text that is too large': { status: 413, headers: HTML, loot: 'shown' },
  'a page of a proxy': { status: 502, headers: HTML, loot: 'shown' },
  'a page that is a success': { status: 200, headers: HTML, loot: 'unnoticed' },
  'a limit': { status: 403, loot: 'unnoticed' },
  'another address': { status: 307, loot: 'elsewhere' },
} as const;

type Loot = Readonly<Record<(typeof WAYS)[keyof typeof WAYS]['loot'], boolean>>;

export const hostile: HostileCase = {
  number: 115,
  title: 'A publication that is refused, so that the raw text is printed in its place',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got = await Promise.all(
      Object.entries(WAYS).map(async ([way, { loot: wanted, ...answer }]) => {
        const loot = await lootOf(place, defence, answer);
        // With the defence off each way has to give what it is there for; with it on nothing may come of any.
        const names = (Object.keys(loot) as (keyof Loot)[]).filter((name) => loot[name]);
        const counts = defence === 'off' ? names.filter((name) => name === wanted) : names;
        return [way, counts.length > 0 ? counts.join(', ') : null] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};

type Refusing = { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

async function lootOf(place: Place, defence: Defence, { status, headers = {} }: Refusing): Promise<Loot> {
  const said = place.secret(`the answer ${status}`);
  const trap = await startTrap(place);
  const text = `${said}${COMMANDS}`;
  const answer: Answer = {
    status,
    headers: { ...headers, ...(status === 307 ? { location: `${trap.url}/elsewhere` } : {}) },
    body: 'content-type' in headers ? `<html>${text}</html>` : { message: text, errors: [text] },
  };
  const mishap = status === 403 ? secondaryLimit(403, 7_200) : answered(answer);
  const faults = ['checks/create', 'pulls/create-review'].map(
    (on) => ({ on, nth: 'every', mishap }) as const,
  );
  // Nothing in it blocks: whoever overlooks the refusal has a pass.
  const told = { findings: [{ severity: 'low', message: `Look.${COMMANDS}` }], github: { faults } };
  const published = await publish(place, told, defence);
  const { github, verdict } = published;
  if (github.requests.length === 0) throw new Error('Nothing was sent.');
  const { checkRuns, reviews } = github.state;
  if (checkRuns.length + reviews.length > 0) throw new Error('It was not refused.');
  return {
    shown: defence === 'off' ? showsIn(published, place) : showsIn(published, place) || isForged(published),
    unnoticed: verdict !== 'inconclusive',
    elsewhere: trap.caught() !== null,
  };
}

/** The answer itself, wherever people or later steps see it. */
function showsIn({ stdout, summary, outputs, files }: Published, place: Place): boolean {
  const hits = place.scan({ stdout, summary, outputs, ...files });
  return hits.some(({ secret }) => secret.startsWith('the answer'));
}

function isForged({ stdout, summary }: Published): boolean {
  return parseLog(stdout).some(({ data }) => data === 'forged' || data === 'e') || actsIn(summary).length > 0;
}
