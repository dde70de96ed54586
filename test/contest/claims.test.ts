import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { claimsOf } from '../../src/contest/claims.ts';
import type { Comment, Person, Said } from '../../src/contest/said.ts';

const COMMAND = '/review-gate accept';
const ID = '0123456789abcdef0123456789abcdef';
const SHA = 'c'.repeat(40);
const OTHER = 'd'.repeat(40);

const person = (id: number, login: string, isUser = true): Person => ({ id, login, isUser });
const AUTHOR = person(1, 'author');
const MAINTAINER = person(2, 'maintainer');

const comment = (parts: Partial<Comment> = {}): Comment => ({
  by: MAINTAINER,
  text: `${COMMAND} ${ID} ${SHA} Fine.`,
  isEdited: false,
  isThroughApp: false,
  commit: null,
  isAssociated: true,
  ...parts,
});

const said = (parts: Partial<Said> = {}): Said => ({
  author: AUTHOR,
  comments: [],
  labelled: null,
  isCut: false,
  ...parts,
});

const whyNot = (parts: Partial<Comment>) =>
  claimsOf(said({ comments: [comment(parts)] }), { command: COMMAND }).map((claim) =>
    'why' in claim ? claim.why : 'claims',
  );

suite('a comment', () => {
  test('that a person wrote and left as it was accepts a finding', () => {
    assert.deepEqual(claimsOf(said({ comments: [comment()] }), { command: COMMAND }), [
      { by: 'command', who: MAINTAINER, fingerprint: ID, commit: SHA, reason: 'Fine.' },
    ]);
  });

  test('does not, when it was edited, or is by the author, a bot or an app in a person’s name', () => {
    assert.deepEqual(whyNot({ isEdited: true }), ['edited']);
    assert.deepEqual(whyNot({ by: AUTHOR }), ['author']);
    assert.deepEqual(whyNot({ by: person(1, 'renamed') }), ['author']);
    assert.deepEqual(whyNot({ by: person(3, 'helper[bot]', false) }), ['no-person']);
    assert.deepEqual(whyNot({ isThroughApp: true }), ['no-person']);
  });

  test('on the pull request as a whole must name the commit; one on a line has it from there', () => {
    const text = `${COMMAND} ${ID} Fine.`;
    assert.deepEqual(whyNot({ text }), ['no-commit']);
    const [claim] = claimsOf(said({ comments: [comment({ text, commit: OTHER })] }), { command: COMMAND });
    assert.equal(claim?.commit, OTHER);
  });

  test('says which commit it means: an answer stands at the commit of what it answers', () => {
    const [claim] = claimsOf(said({ comments: [comment({ commit: OTHER })] }), { command: COMMAND });
    assert.equal(claim?.commit, SHA);
  });

  test('without a whole reason is named as such', () => {
    assert.deepEqual(whyNot({ text: `${COMMAND} ${ID} ${SHA} <why>` }), ['unreadable']);
  });

  test('accepts nothing when the policy names no command', () => {
    assert.deepEqual(claimsOf(said({ comments: [comment()] }), { label: 'accepted' }), []);
  });

  test('of somebody whom GitHub calls a member is looked at first', () => {
    const strangers = Array.from({ length: 60 }, (_, index) =>
      comment({ by: person(100 + index, `s${index}`), isAssociated: false }),
    );
    const claims = claimsOf(said({ comments: [...strangers, comment()] }), { command: COMMAND });
    assert.equal(claims[0]?.who, MAINTAINER);
  });
});

suite('a label', () => {
  const labelled = { by: MAINTAINER, label: 'Gate: Accepted', commit: SHA };
  const claimsBy = (parts: Partial<typeof labelled>, label = 'gate: accepted') =>
    claimsOf(said({ labelled: { ...labelled, ...parts } }), { label });

  test('that started the run accepts everything at its head', () => {
    assert.deepEqual(claimsBy({}), [
      {
        by: 'label',
        who: MAINTAINER,
        fingerprint: null,
        commit: SHA,
        reason: 'Accepted by the label, without a reason.',
      },
    ]);
  });

  test('accepts nothing when another one was set, or when the author or a bot set it', () => {
    assert.deepEqual(claimsBy({}, 'other'), []);
    assert.deepEqual(claimsOf(said({ labelled }), { command: COMMAND }), []);
    const why = (by: Person) => claimsBy({ by }).map((claim) => ('why' in claim ? claim.why : null));
    assert.deepEqual(why(AUTHOR), ['author']);
    assert.deepEqual(why(person(3, 'helper[bot]', false)), ['no-person']);
  });
});
