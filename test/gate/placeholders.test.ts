import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gitRepository } from '../../src/adapters/git/git-repository.ts';
import { hash } from '../../src/adapters/hash.ts';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import type { Responder } from '../../src/demo/model/conversations.ts';
import { gate } from '../../src/gate.ts';
import type { SecretScanner } from '../../src/ports.ts';
import { renderJson } from '../../src/report/json.ts';
import { makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';
import { setUp } from '../adapters/opencode/setting.ts';
import { scan } from '../secrets/scan.ts';
import { namesOf } from '../secrets/setting.ts';

// The whole way of a change with credentials: real git, real OpenCode in its sandbox, a model that reads all it can.

/** Put together here, so that no scanner takes this file for a leak. */
const token = (middle: string) => ['ghp', `${middle}aB3dE5gH7j`.repeat(4).slice(0, 36)].join('_');
const BEGIN = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
const LINES = Array.from(
  { length: 12 },
  (_, index) => `MIIEv${index}aB3dE5gH7jK9${'qR7sT2uV'.repeat(5)}${index}xYz0`,
);
const KEY = [BEGIN, ...LINES, BEGIN.replace('BEGIN', 'END'), ''].join('\n');
const SECRETS = {
  added: token('Qw1'),
  removed: token('Er2'),
  unchanged: token('Ty3'),
  password: 'Xk2vQ9pL7wR4',
  aws: ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzzzzzzzKE'].join('/'),
  key: LINES[6] ?? '',
};

const BASE = {
  'src/a.ts': `const old = '${SECRETS.removed}';\nconst b = 1;\n`,
  'src/other.ts': `export const t = '${SECRETS.unchanged}';\n`,
  'deploy/key.pem': KEY,
};
const HEAD = {
  'src/a.ts': `const fresh = '${SECRETS.added}';\nconst b = 1;\n`,
  'src/db.ts': `connect('postgres://app:${SECRETS.password}@db.example.org/app');\n`,
  '.env.production': `AWS_SECRET_ACCESS_KEY=${SECRETS.aws}\n`,
  'k8s/secret.yaml': `data:\n  key: ${Buffer.from(SECRETS.aws).toString('base64')}\n  hex: ${Buffer.from(SECRETS.added).toString('hex')}\n  bare: ${SECRETS.aws}\n`,
  'deploy/key.pem': KEY.replace(LINES[6] ?? '', `${LINES[6]}x`),
};

/** Reads every file and searches for everything, then quotes the first line of the change as it was shown. */
const READS: Responder = (request) => {
  const brief = request.user[0] ?? '';
  const read = (filePath: string) => ({ name: 'read', args: { filePath: `/pr/${filePath}` } });
  if (request.answers === 0) {
    const files = ['src/a.ts', 'src/db.ts', 'src/other.ts', 'deploy/key.pem', 'k8s/secret.yaml'];
    const search = { name: 'grep', args: { pattern: '.', path: '/pr' } };
    return { toolCalls: [...files.map(read), read('.env.production.pr-file'), search] };
  }
  const line = /^h1 \+\|(const fresh.*)$/mu.exec(brief)?.[1] ?? '';
  const finding = {
    path: 'src/a.ts',
    startLine: 1,
    evidence: line,
    title: 'A token',
    message: `It is ${line}`,
  };
  const rest = { severity: 'high', confidence: 'high', category: 'security' };
  const reviewed = Object.keys(HEAD);
  return {
    text: JSON.stringify({ version: 1, summary: '.', findings: [{ ...finding, ...rest }], reviewed }),
  };
};

async function review(t: TestContext, secrets: SecretScanner) {
  const git = makeRepository(t);
  const base = git.commit(BASE);
  const head = git.commit(HEAD);
  await using run = await setUp({ respond: READS });
  const repository = gitRepository({ directory: git.directory, fetch: 'never', temporary: makeDirectory(t) });
  t.after(() => void repository.close());
  const outcome = await gate(requestFor(base, head), {
    repository,
    agent: run.agent,
    secrets,
    publisher: { publish: () => Promise.resolve() },
    trail: { record: (event) => void run.events.push(event) },
    progress: { step: () => undefined },
    hash,
  });
  const bodies = run.model.requests.map(({ body }, index) => [`request ${index}`, JSON.stringify(body)]);
  const exchanges = run.model.requests.at(-1)?.exchanges ?? [];
  return {
    outcome,
    sent: Object.fromEntries(bodies) as Record<string, string>,
    exchanges,
    events: run.events,
  };
}

function requestFor(base: string, head: string) {
  return {
    base,
    head,
    policyPath: '.github/review-gate.jsonc',
    policyBytes: null,
    review: 'required',
    againstNothing: false,
    agent: '',
    failOn: null,
    today: '2026-06-15',
    fence: '0123456789abcdef01234567',
    signal: new AbortController().signal,
  } as const;
}

test('what goes to the provider holds placeholders, and no credential in any spelling', async (t) => {
  const { outcome, sent, exchanges, events } = await review(t, secretScanner());
  assert.deepEqual(scan(sent, SECRETS), []);
  assert.equal(outcome.review.verdict, 'block', JSON.stringify(outcome.reasons));
  assert.equal(exchanges.length, 7);
  const shown = checkShown(
    exchanges.map(({ result }) => result ?? ''),
    sent['request 0'] ?? '',
  );
  const [finding] = outcome.review.findings;
  assert.deepEqual([finding?.startLine, finding?.path], [1, 'src/a.ts']);
  assert.equal(finding?.evidence, `const fresh = '${shown}';`);
  assert.match(outcome.review.summary, /\d credentials were replaced by placeholders/u);
  const secrets = events.find((event) => event.kind === 'secrets');
  assert.ok(secrets?.kind === 'secrets' && secrets.replaced['a token of GitHub'] === 3);
  assert.deepEqual(scan({ trail: JSON.stringify(events), result: renderJson(outcome) }, SECRETS), []);
});

/** The brief and the view name one value alike, and what is no credential stays to be judged. */
function checkShown(results: readonly string[], brief: string): string {
  const shown = /const fresh = '(\[secret \d+: token of GitHub\])';/u.exec(results[0] ?? '')?.[1] ?? 'none';
  assert.ok(brief.includes(shown));
  assert.match(brief, /were replaced by the gate/u);
  assert.match(
    results[1] ?? '',
    /postgres:\/\/\[secret \d+: user and password[^\]]*\]@db\.example\.org\/app/u,
  );
  assert.match(results[3] ?? '', /line 14\]/u, 'the key has its lines');
  return shown;
}

test('without the replacement all of them go there', async (t) => {
  const { sent, outcome } = await review(t, { find: async (texts) => texts.map(() => []) });
  assert.deepEqual(namesOf(scan(sent, SECRETS)), Object.keys(SECRETS).toSorted());
  assert.doesNotMatch(sent['request 0'] ?? '', /were replaced by the gate/u);
  assert.doesNotMatch(outcome.review.summary, /placeholder/u);
});
