import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commandsIn } from '../../src/contest/parse-command.ts';

const COMMAND = '/review-gate accept';
const ID = '0123456789abcdef0123456789abcdef';
const SHA = 'c'.repeat(40);
const of = (text: string) => commandsIn(text, COMMAND);
const flawed = { fingerprint: ID, commit: null, reason: null };

suite('the commands of a comment', () => {
  test('name a finding, a commit and a reason', () => {
    assert.deepEqual(of(`${COMMAND} ${ID} ${SHA} Only in the sandbox.`), [
      { fingerprint: ID, commit: SHA, reason: 'Only in the sandbox.' },
    ]);
    assert.deepEqual(of(`${COMMAND}  ${ID.toUpperCase()}\t${SHA}   Two  words. \r\n`), [
      { fingerprint: ID, commit: SHA, reason: 'Two words.' },
    ]);
    assert.deepEqual(of(`${COMMAND} ${ID} ${'d'.repeat(64)} Long ids.`)[0]?.commit, 'd'.repeat(64));
  });

  test('may leave the commit to the place of the comment', () => {
    assert.deepEqual(of(`${COMMAND} ${ID} It is a test.`), [
      { fingerprint: ID, commit: null, reason: 'It is a test.' },
    ]);
  });

  test('stand at the beginning, one a line, and end with the first line of prose', () => {
    const line = `${COMMAND} ${ID} ${SHA} Fine.`;
    assert.equal(of(`\n${line}\n\n${line}\nThanks!\n${line}`).length, 2);
  });

  test('are none when something stands before them: a quotation, an example, what no page shows', () => {
    const line = `${COMMAND} ${ID} ${SHA} Fine.`;
    const texts = [
      `> ${line}`,
      `\`\`\`\n${line}\n\`\`\``,
      `    ${line}`,
      `<!--\n${line}\n-->`,
      `Write this:\n${line}`,
      `\u200b${line}`,
      line.toUpperCase(),
      line.replace('accept', 'accepted'),
      line.replace(' accept', '\u00a0accept'),
      '',
    ];
    for (const text of texts) assert.deepEqual(of(text), [], JSON.stringify(text));
  });

  test('without a reason that a person wrote are not written as they must be', () => {
    for (const reason of ['', '   ', '<why>', '...', '\u200b\u2060', '\u{e0041}'])
      assert.deepEqual(of(`${COMMAND} ${ID} ${SHA} ${reason}`), [flawed], JSON.stringify(reason));
  });

  test('with a shortened commit are not: whoever pushes can make another one that begins so', () => {
    for (const length of [7, 12, 39, 41, 63])
      assert.deepEqual(of(`${COMMAND} ${ID} ${'c'.repeat(length)} Fine.`), [flawed], String(length));
  });

  test('with no whole fingerprint name no finding', () => {
    for (const id of ['', 'latest', ID.slice(0, 15), `${ID.slice(0, 31)}g`, `\`${ID}\``])
      assert.equal(of(`${COMMAND} ${id} ${SHA} Fine.`)[0]?.reason, null, id);
  });

  test('are read within bounds', () => {
    const line = `${COMMAND} ${ID} ${SHA} ${'x'.repeat(10_000)}`;
    const commands = of(`${line}\n`.repeat(1_000));
    assert.equal(commands.length, 50);
    assert.ok((commands[0]?.reason ?? '').length <= 500);
  });

  test('show what cannot be seen in a reason', () => {
    assert.equal(of(`${COMMAND} ${ID} ${SHA} Fine\u202e.`)[0]?.reason, 'Fine\\u{202e}.');
  });
});
