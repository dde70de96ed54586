import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gitRepository } from '../../src/adapters/git/git-repository.ts';
import { hash } from '../../src/adapters/hash.ts';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import type { Comment, Person, Said } from '../../src/contest/said.ts';
import type { Request } from '../../src/gate/read-subject.ts';
import { gate } from '../../src/gate.ts';
import type { Agent, Contest, Ports } from '../../src/ports.ts';
import type { TrailEvent } from '../../src/trail/event.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import type { Outcome } from '../../src/verdict/verdict.ts';
import {
  type Cleaner,
  type Files,
  makeRepository,
  type TestRepository,
} from '../adapters/git/make-repository.ts';

const POLICY = '.github/review-gate.jsonc';
const COMMAND = '/review-gate accept';
const RULES = { command: COMMAND, label: 'gate: accepted' };
const NO_USAGE = { input: 0, output: 0, cached: 0, costUsd: 0 };

const person = (id: number, login: string, isUser = true): Person => ({ id, login, isUser });
const AUTHOR = person(1, 'author');
const MAINTAINER = person(2, 'maintainer');
const OWNER = person(3, 'Lead');
const OUTSIDER = person(4, 'outsider');
const ROLES: Readonly<Record<string, string>> = {
  author: 'admin',
  maintainer: 'maintain',
  Lead: 'admin',
  outsider: 'read',
};

/** Ten lines that nobody has anything against, so that one change does not reach the next. */
const quiet = (name: string) =>
  Array.from({ length: 10 }, (_, index) => `quiet.${name}${index}();\n`).join('');
const RISKY = 'db.query("select " + name);';
const SHOP = `${quiet('a')}${RISKY}\n${quiet('b')}`;
/** Long enough that its end is nowhere near its permission. */
const WIDE = `---\ndescription: Helps\npermission:\n  bash: allow\n---\n${'Help.\n'.repeat(20)}`;

/** What GitHub says, given; the port as this layer sees it. */
function contestOf(said: Partial<Said> | { unread: string }, parts: Partial<Contest> = {}) {
  const asked: string[] = [];
  const contest: Contest = {
    said: () =>
      Promise.resolve(
        'unread' in said ? said : { author: AUTHOR, comments: [], labelled: null, isCut: false, ...said },
      ),
    roleOf: ({ login }) => {
      asked.push(login);
      return Promise.resolve(ROLES[login] ?? null);
    },
    isMember: () => Promise.resolve(null),
    ...parts,
  };
  return { contest, asked };
}

const comment = (by: Person, text: string, parts: Partial<Comment> = {}): Comment => ({
  by,
  text,
  isEdited: false,
  isThroughApp: false,
  commit: null,
  isAssociated: true,
  ...parts,
});
const accepts = (by: Person, id: string, commit: string, parts: Partial<Comment> = {}) =>
  comment(by, `${COMMAND} ${id} ${commit} The name is a constant.`, parts);

/** An agent that finds the risky line wherever it is. */
const finds = (told: object = {}): Agent => ({
  prepare: () => Promise.resolve(),
  open: () =>
    Promise.resolve({
      view: '/view',
      ask: (brief: string) =>
        Promise.resolve({ outcome: 'answered', text: reportOn(brief, told), usage: NO_USAGE, toolCalls: [] }),
      close: () => Promise.resolve(),
    }),
  settle: () => Promise.resolve({ usage: NO_USAGE, trouble: null }),
  close: () => Promise.resolve(),
});

function reportOn(brief: string, told: object): string {
  const paths = [...brief.matchAll(/^=== (\S+) /gmu)].map((match) => match[1] ?? '');
  const one = {
    path: 'shop.ts',
    startLine: 11,
    severity: 'high',
    confidence: 'high',
    category: 'security',
    title: 'SQL',
    message: 'M',
    evidence: RISKY,
  };
  const findings = brief.includes(RISKY) ? [{ ...one, ...told }] : [];
  return JSON.stringify({ version: 1, summary: 'Read.', findings, reviewed: paths });
}

type Pull = { readonly git: TestRepository; readonly base: string; readonly head: string };

function makePull(t: Cleaner, head: Files, base: Files = {}, contest: object | null = RULES): Pull {
  const git = makeRepository(t);
  const policy = contest === null ? {} : { [POLICY]: JSON.stringify({ contest }) };
  const start = git.commit({ 'README.md': 'x\n', CODEOWNERS: '/.opencode/ @lead\n', ...policy, ...base });
  return { git, base: start, head: git.commit(head) };
}

type Judged = { readonly outcome: Outcome; readonly events: readonly TrailEvent[]; readonly notes: string };

async function judge(
  t: Cleaner,
  { git, base, head }: Pull,
  contest?: Contest,
  parts: Partial<Ports> = {},
): Promise<Judged> {
  const repository = gitRepository({ directory: git.directory, fetch: 'never' });
  t.after(() => void repository.close());
  const events: TrailEvent[] = [];
  const outcome = await gate(requestFor(base, head), {
    repository,
    agent: finds(),
    secrets: secretScanner(),
    publisher: { publish: () => Promise.resolve() },
    trail: { record: (event) => void events.push(event) },
    progress: { step: () => undefined },
    hash,
    ...(contest === undefined ? {} : { contest }),
    ...parts,
  });
  return { outcome, events, notes: outcome.notes.join('\n') };
}

function requestFor(base: string, head: string): Request {
  return {
    base,
    head,
    policyPath: POLICY,
    policyBytes: null,
    review: 'required',
    againstNothing: false,
    agent: '',
    failOn: null,
    today: '2026-06-15',
    fence: '0123456789abcdef01234567',
    signal: new AbortController().signal,
  };
}

const blockingOf = ({ audit, review }: Outcome): readonly Finding[] =>
  [...audit.findings, ...review.findings].filter(
    ({ severity, accepted }) => accepted === undefined && ['critical', 'high'].includes(severity),
  );
const idOf = ({ outcome }: Judged): string => blockingOf(outcome)[0]?.id ?? '';
const acceptancesIn = ({ events }: Judged) => events.filter((event) => event.kind === 'acceptance');

suite('a finding that somebody accepts at the head', () => {
  test('no longer blocks, in either leg, and everyone sees who said so and why', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const before = await judge(t, pull);
    assert.deepEqual([before.outcome.verdict, before.outcome.review.verdict], ['block', 'block']);
    const { contest } = contestOf({ comments: [accepts(MAINTAINER, idOf(before), pull.head)] });
    const after = await judge(t, pull, contest);
    assert.deepEqual([after.outcome.verdict, after.outcome.review.verdict], ['pass', 'pass']);
    assert.deepEqual(after.outcome.reasons, []);
    assert.deepEqual(after.outcome.review.findings[0]?.accepted, {
      by: 'maintainer',
      reason: 'The name is a constant.',
      who: 'maintainer',
      commit: pull.head,
    });
    assert.deepEqual(acceptancesIn(after), [
      {
        kind: 'acceptance',
        by: 'command',
        who: 'maintainer',
        role: 'maintain',
        fingerprint: idOf(before),
        commit: pull.head,
        outcome: 'counts',
      },
    ]);
  });

  test('still blocks when nobody may say so, or when it was not said in a way that counts', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const id = idOf(await judge(t, pull));
    const { head } = pull;
    const no: readonly (readonly [string, Comment, RegExp | null])[] = [
      ['an outsider whom GitHub calls an owner', accepts(OUTSIDER, id, head), /does not name the role/],
      ['somebody whose role is not told', accepts(person(9, 'unknown'), id, head), /did not tell the role/],
      ['the author, who is an admin', accepts(AUTHOR, id, head), /whoever opened the pull request/],
      ['a bot', accepts(person(2, 'maintainer', false), id, head), /by an app/],
      ['an app in his name', accepts(MAINTAINER, id, head, { isThroughApp: true }), /by an app/],
      ['words that were edited', accepts(MAINTAINER, id, head, { isEdited: true }), /was edited/],
      ['another commit', accepts(MAINTAINER, id, 'd'.repeat(40)), /not among those of the pull request/],
      ['the base', accepts(MAINTAINER, id, pull.base), /not among those of the pull request/],
      ['a shortened commit', accepts(MAINTAINER, id, head.slice(0, 12)), /commit id in full/],
      ['no commit', comment(MAINTAINER, `${COMMAND} ${id} Fine.`), /has to name the commit/],
      ['another finding', accepts(MAINTAINER, 'e'.repeat(32), head), null],
    ];
    for (const [name, said, note] of no) {
      const judged = await judge(t, pull, contestOf({ comments: [said] }).contest);
      assert.equal(judged.outcome.verdict, 'block', name);
      assert.equal(blockingOf(judged.outcome).length, 1, name);
      if (note === null) assert.equal(judged.notes, '', name);
      else assert.match(judged.notes, note, name);
      assert.equal(acceptancesIn(judged).length, 1, name);
      assert.ok(
        acceptancesIn(judged).every((event) => event.outcome !== 'counts'),
        name,
      );
    }
  });

  test('goes on blocking when GitHub cannot be read, and the summary says why', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const unread = await judge(t, pull, contestOf({ unread: 'GitHub answered 502' }).contest);
    assert.equal(unread.outcome.verdict, 'block');
    assert.match(unread.notes, /Nothing counts as accepted .*GitHub answered 502\.$/);
    const { contest } = contestOf({}, { said: () => Promise.reject(new Error('boom')) });
    const failed = await judge(t, pull, contest);
    assert.equal(failed.outcome.verdict, 'block');
    assert.match(failed.notes, /the gate itself failed/);
    assert.ok(!failed.notes.includes('boom'));
  });

  test('is the only one that passes: what else blocks, and what is missing, stays', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP, '.opencode/agent/a.md': WIDE });
    const id = (await judge(t, pull)).outcome.review.findings[0]?.id ?? '';
    const { contest } = contestOf({ comments: [accepts(MAINTAINER, id, pull.head)] });
    const { outcome } = await judge(t, pull, contest);
    assert.deepEqual(
      [outcome.verdict, outcome.audit.verdict, outcome.review.verdict],
      ['block', 'block', 'pass'],
    );
    const trouble = { code: 'tampered', message: 'It was.' } as const;
    const agent = { ...finds(), settle: () => Promise.resolve({ usage: NO_USAGE, trouble }) };
    const plain = makePull(t, { 'shop.ts': SHOP });
    const again = contestOf({ comments: [accepts(MAINTAINER, id, plain.head)] });
    const broken = await judge(t, plain, again.contest, { agent });
    assert.equal(broken.outcome.verdict, 'inconclusive');
    assert.deepEqual(
      broken.outcome.reasons.map(({ code }) => code),
      ['tampered'],
    );
  });

  test('does not take those along that the policy does not show', async (t) => {
    const git = makeRepository(t);
    const rules = { contest: RULES, review: { maxFindings: 1 } };
    const base = git.commit({ 'README.md': 'x\n', [POLICY]: JSON.stringify(rules) });
    const pull = { git, base, head: git.commit({ 'shop.ts': SHOP }) };
    const two = (brief: string) => {
      const report = JSON.parse(reportOn(brief, {})) as { findings: object[] };
      const other = { ...report.findings[0], startLine: 1, evidence: 'quiet.a0();' };
      return JSON.stringify({ ...report, findings: [...report.findings, other] });
    };
    const agent: Agent = {
      ...finds(),
      open: () =>
        Promise.resolve({
          view: '/view',
          ask: (brief) =>
            Promise.resolve({ outcome: 'answered', text: two(brief), usage: NO_USAGE, toolCalls: [] }),
          close: () => Promise.resolve(),
        }),
    };
    const before = await judge(t, pull, undefined, { agent });
    assert.equal(before.outcome.review.findings.length, 1);
    const labelled = { by: MAINTAINER, label: 'gate: accepted', commit: pull.head };
    const { outcome } = await judge(t, pull, contestOf({ labelled }).contest, { agent });
    assert.deepEqual([outcome.verdict, outcome.review.verdict], ['block', 'block']);
    assert.match(outcome.reasons[0]?.message ?? '', /^1 high finding reaches/);
  });

  test('is not asked for when nothing blocks, or when the policy lets nobody accept anything', async (t) => {
    const never = { said: () => Promise.reject(new Error('It was asked.')) };
    for (const pull of [makePull(t, { 'a.ts': 'x\n' }), makePull(t, { 'shop.ts': SHOP }, {}, null)]) {
      const { outcome, notes } = await judge(t, pull, contestOf({}, never).contest);
      assert.equal(notes, '');
      assert.equal(outcome.contest, undefined);
    }
  });

  test('asks for the roles of so many people only, and once for each', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const id = idOf(await judge(t, pull));
    const many = Array.from({ length: 70 }, (_, index) =>
      accepts(person(100 + index, `s${index}`), id, pull.head, { isAssociated: false }),
    );
    const { contest, asked } = contestOf({
      comments: [...many, ...many, accepts(MAINTAINER, id, pull.head)],
    });
    assert.equal((await judge(t, pull, contest)).outcome.verdict, 'pass');
    assert.deepEqual(asked, ['maintainer']);
    const strangers = contestOf({ comments: [...many, ...many] });
    const judged = await judge(t, pull, strangers.contest);
    assert.equal(judged.outcome.verdict, 'block');
    assert.equal(strangers.asked.length, 50);
    assert.match(judged.notes, /40 acceptances on the pull request do not count: too many people/);
  });
});

suite('a push after the acceptance', () => {
  const push = (pull: Pull, files: Files): Pull => ({ ...pull, head: pull.git.commit(files) });

  async function acceptedBefore(t: Cleaner, files: Files) {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const id = idOf(await judge(t, pull));
    const { contest } = contestOf({ comments: [accepts(MAINTAINER, id, pull.head)] });
    return judge(t, push(pull, files), contest);
  }

  test('leaves it standing when the lines are as they were, even if they have moved', async (t) => {
    assert.equal((await acceptedBefore(t, { 'other.ts': 'x\n' })).outcome.verdict, 'pass');
    assert.equal((await acceptedBefore(t, { 'shop.ts': `// new\n${SHOP}` })).outcome.verdict, 'pass');
  });

  test('makes it void when the lines, or those around them, have changed', async (t) => {
    const near = SHOP.replace('quiet.a9();', 'name = input;');
    const moved = `${quiet('a')}${quiet('b')}${RISKY}\n`;
    for (const text of [near, moved]) {
      const judged = await acceptedBefore(t, { 'shop.ts': text });
      assert.equal(judged.outcome.verdict, 'block');
      assert.match(judged.notes, /a later push has changed the lines/);
    }
  });

  test('makes it void when it takes the commit away', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const id = idOf(await judge(t, pull));
    const { contest } = contestOf({ comments: [accepts(MAINTAINER, id, pull.head)] });
    const forced = pull.git.commit({ 'shop.ts': SHOP, 'b.ts': 'x\n' }, { parents: [pull.base] });
    const judged = await judge(t, { ...pull, head: forced }, contest);
    assert.equal(judged.outcome.verdict, 'block');
    assert.match(judged.notes, /not among those of the pull request any more/);
  });

  test('makes what an owner accepted void when it changes anything in the file', async (t) => {
    const pull = makePull(t, { '.opencode/agent/a.md': WIDE });
    const ids = blockingOf((await judge(t, pull)).outcome).map(({ id }) => id);
    const comments = ids.map((id) => accepts(OWNER, id, pull.head));
    const { contest } = contestOf({ comments });
    assert.equal((await judge(t, pull, contest)).outcome.verdict, 'pass');
    assert.equal((await judge(t, push(pull, { 'b.ts': 'x\n' }), contest)).outcome.verdict, 'pass');
    const other = await judge(t, push(pull, { '.opencode/agent/a.md': `${WIDE}More.\n` }), contest);
    assert.equal(other.outcome.verdict, 'block');
  });
});

suite('a finding that takes a code owner', () => {
  const wide = (t: Cleaner, owners: string) =>
    makePull(t, { '.opencode/agent/a.md': WIDE }, { CODEOWNERS: owners });

  async function saidBy(t: Cleaner, owners: string, who: Person, parts: Partial<Contest> = {}) {
    const pull = wide(t, owners);
    const ids = blockingOf((await judge(t, pull)).outcome).map(({ id }) => id);
    assert.ok(ids.length > 0);
    return judge(
      t,
      pull,
      contestOf({ comments: ids.map((id) => accepts(who, id, pull.head)) }, parts).contest,
    );
  }

  test('is accepted by one who has the role, whatever the case of his name, or by a member of the team', async (t) => {
    assert.equal((await saidBy(t, '/.opencode/ @lead\n', OWNER)).outcome.verdict, 'pass');
    const isMember: Contest['isMember'] = (_who, { org, slug }) =>
      Promise.resolve(org === 'acme' && slug === 'sec');
    assert.equal((await saidBy(t, '* @acme/sec\n', MAINTAINER, { isMember })).outcome.verdict, 'pass');
  });

  test('is not by anybody else, whatever his role', async (t) => {
    const no: readonly (readonly [string, Person, RegExp, Partial<Contest>?])[] = [
      ['/.opencode/ @lead\n', MAINTAINER, /it takes a code owner of the file\.$/],
      ['/.opencode/ @outsider\n', OUTSIDER, /does not name the role/],
      ['/.opencode/ @acme/sec\n', MAINTAINER, /did not tell the token of the workflow/],
      [
        '/.opencode/ @acme/sec\n',
        MAINTAINER,
        /takes a code owner/,
        { isMember: () => Promise.resolve(false) },
      ],
      ['/.opencode/ maintainer@example.com\n', MAINTAINER, /takes a code owner/],
      ['/docs/ @maintainer\n', MAINTAINER, /names nobody for it/],
      ['\n', MAINTAINER, /names nobody for it/],
    ];
    for (const [owners, who, note, parts] of no) {
      const { outcome, notes } = await saidBy(t, owners, who, parts);
      assert.equal(outcome.verdict, 'block', owners);
      assert.match(notes, note, owners);
    }
  });

  test('is not by an owner whom the pull request itself makes one', async (t) => {
    const pull = makePull(t, { '.opencode/agent/a.md': WIDE, CODEOWNERS: '* @maintainer\n' });
    const ids = blockingOf((await judge(t, pull)).outcome).map(({ id }) => id);
    const { contest } = contestOf({ comments: ids.map((id) => accepts(MAINTAINER, id, pull.head)) });
    assert.equal((await judge(t, pull, contest)).outcome.verdict, 'block');
  });

  test('is any finding that the policy names', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP }, {}, { command: COMMAND, codeOwnerFor: ['agent'] });
    const id = idOf(await judge(t, pull));
    const { contest } = contestOf({ comments: [accepts(MAINTAINER, id, pull.head)] });
    assert.match((await judge(t, pull, contest)).notes, /names nobody for it/);
    const free = makePull(t, { '.opencode/agent/a.md': WIDE }, {}, { command: COMMAND, codeOwnerFor: [] });
    const ids = blockingOf((await judge(t, free)).outcome).map((one) => one.id);
    const all = contestOf({ comments: ids.map((one) => accepts(MAINTAINER, one, free.head)) });
    assert.equal((await judge(t, free, all.contest)).outcome.verdict, 'pass');
  });
});

suite('a label', () => {
  const by = (who: Person, commit: string) =>
    contestOf({ labelled: { by: who, label: 'gate: accepted', commit } }).contest;

  test('accepts what blocks at the head that it was set on, by somebody who may', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const judged = await judge(t, pull, by(MAINTAINER, pull.head));
    assert.equal(judged.outcome.verdict, 'pass');
    assert.equal(judged.outcome.review.findings[0]?.accepted?.by, 'maintainer');
  });

  test('accepts nothing at another head, or by somebody who may not', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP });
    const next = { ...pull, head: pull.git.commit({ 'b.ts': 'x\n' }) };
    assert.equal((await judge(t, next, by(MAINTAINER, pull.head))).outcome.verdict, 'block');
    assert.equal((await judge(t, pull, by(OUTSIDER, pull.head))).outcome.verdict, 'block');
    assert.equal((await judge(t, pull, by(AUTHOR, pull.head))).outcome.verdict, 'block');
  });

  test('does not accept what takes a code owner, even by one', async (t) => {
    const pull = makePull(t, { 'shop.ts': SHOP, '.opencode/agent/a.md': WIDE });
    const { outcome, notes } = await judge(t, pull, by(OWNER, pull.head));
    assert.deepEqual([outcome.verdict, outcome.review.verdict], ['block', 'pass']);
    assert.match(notes, /a label does not accept what takes a code owner/);
  });
});
