import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { hash } from '../../../src/adapters/hash.ts';
import { secretScanner } from '../../../src/adapters/secrets/secret-scanner.ts';
import { gate } from '../../../src/gate.ts';
import type { Agent, View } from '../../../src/ports.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { empty } from '../kit/brief.ts';
import type { Place } from '../kit/place.ts';
import { makePull, type Pull, walk } from '../kit/repository.ts';
import { scanAll, type Texts } from '../kit/scan.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const token = (middle: string) => ['ghp', `${middle}aB3dE5gH7j`.repeat(4).slice(0, 36)].join('_');
const BEGIN = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
const LINES = Array.from({ length: 12 }, (_, at) => `MIIEv${at}aB3dE5gH7jK9${'qR7sT2uV'.repeat(5)}${at}xYz0`);
const PEM = [BEGIN, ...LINES, BEGIN.replace('BEGIN', 'END'), ''].join('\n');

const SECRETS = {
  'a token that is added': token('Qw1'),
  'a token that is removed': token('Er2'),
  'a token in a file that stays': token('Ty3'),
  'a key of a cloud': ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzzzzzzzKE'].join('/'),
  'a password in an address': 'Xk2vQ9pL7wR4',
  'a line of a private key': LINES[6] ?? '',
  'a token of a registry': ['npm', 'aB3dE5gH7j'.repeat(4).slice(0, 36)].join('_'),
  'a token of a chat': ['xoxb', '123456789012', '1234567890123', 'aB3dE5gH7jaB3dE5gH7jaB3d'].join('-'),
  'a token in base64': token('Ui4'),
  'a token in hexadecimal': token('Op5'),
  "a changed file that is nobody else's business": 'the price of the contract is 4711 pounds',
  'a file beside it': 'the price of the other contract is 1174 pounds',
} as const;

const HIDDEN = '{ "review": { "hidden": ["legal/"] } }\n';

const BASE = {
  'src/a.ts': `const old = '${SECRETS['a token that is removed']}';\nconst b = 1;\n`,
  'src/other.ts': `export const t = '${SECRETS['a token in a file that stays']}';\n`,
};

const HEAD = {
  'legal/a.txt': `${SECRETS["a changed file that is nobody else's business"]}\n`,
  'src/a.ts': `const fresh = '${SECRETS['a token that is added']}';\nconst b = 1;\n`,
  'src/db.ts': `connect('postgres://app:${SECRETS['a password in an address']}@db.example.org/app');\n`,
  '.env.production': `AWS_SECRET_ACCESS_KEY=${SECRETS['a key of a cloud']}\n`,
  'bare.txt': `it is ${SECRETS['a key of a cloud']}\n`,
  'deploy/key.pem': PEM,
  '.npmrc': `//registry.example.org/:_authToken=${SECRETS['a token of a registry']}\n`,
  'src/chat.ts': `const chat = '${SECRETS['a token of a chat']}';\n`,
  'k8s.yaml': `a: ${SECRETS['a token in base64']}\nb: ${SECRETS['a token in hexadecimal']}\n`,
  'k8s/spelled.yaml':
    `a: ${Buffer.from(SECRETS['a token in base64']).toString('base64')}\n` +
    `b: ${Buffer.from(SECRETS['a token in hexadecimal']).toString('hex')}\n`,
};

export const hostile: HostileCase = {
  number: 101,
  title: 'Credentials in the code of a change go to the provider with it',
  area: 'broker',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    // With the defence off nobody told the gate what is hidden.
    const policy = defence === 'on' ? { '.github/review-gate.jsonc': HIDDEN } : {};
    const base = { ...BASE, ...policy, 'legal/b.txt': `${SECRETS['a file beside it']}\n` };
    const pull = makePull(place, { base, head: { ...HEAD, 'legal/b.txt': base['legal/b.txt'] } });
    const shown = await showToAgent(place, pull, defence);
    if (!JSON.stringify(shown).includes('const b = 1;')) throw new Error('The agent was not shown the code.');
    const found = new Set(scanAll(shown, SECRETS).map(({ secret }) => secret));
    const names = Object.keys(SECRETS).map(
      (name) => [name, found.has(name) ? 'was shown to the agent' : null] as const,
    );
    return judge(defence, Object.fromEntries(names));
  },
};

/** The whole gate with an agent that looks at everything it can: each brief, and each file of the view. */
async function showToAgent(place: Place, pull: Pull, defence: Defence): Promise<Texts> {
  const temporary = place.folder('git');
  const repository = gitRepository({ directory: pull.repository.directory, temporary, fetch: 'never' });
  place.after(() => repository.close());
  const shown: Record<string, string> = {};
  const outcome = await gate(requestFor(pull), {
    repository,
    agent: lookingAgent(shown),
    secrets: defence === 'on' ? secretScanner() : { find: async (texts) => texts.map(() => []) },
    publisher: { publish: () => Promise.resolve() },
    trail: { record: () => undefined },
    progress: { step: () => undefined },
    hash,
  });
  if (outcome.review.verdict === 'inconclusive') throw new Error(JSON.stringify(outcome.review.reasons));
  return shown;
}

function requestFor({ base, head }: Pull) {
  const policy = {
    policyPath: '.github/review-gate.jsonc',
    policyBytes: null,
    failOn: null,
    agent: '',
  } as const;
  const run = { today: '2026-06-15', fence: '0123456789abcdef01234567', signal: AbortSignal.timeout(60_000) };
  return { base, head, review: 'required', againstNothing: false, ...policy, ...run } as const;
}

function lookingAgent(shown: Record<string, string>): Agent {
  const usage = { input: 1, output: 1, cached: 0, costUsd: 0 };
  const look = ({ directory }: View) => {
    const files = walk(directory).filter(({ isFolder }) => !isFolder);
    for (const { path } of files) shown[path] = readFileSync(join(directory, path), 'utf8');
  };
  const ask = (text: string) => {
    shown[`brief ${Object.keys(shown).length}`] = text;
    return Promise.resolve({ outcome: 'answered' as const, text: empty(text), usage, toolCalls: [] });
  };
  return {
    prepare: (view) => Promise.resolve(look(view)),
    open: () => Promise.resolve({ view: '/pr', ask, close: () => Promise.resolve() }),
    settle: () => Promise.resolve({ usage, trouble: null }),
    close: () => Promise.resolve(),
  };
}
