import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type PermissionDecision, readErrors } from '../../src/review/permission-log.ts';

const HEAD = 'timestamp=2026-11-20T14:09:38.395Z level=INFO run=91b7ae72';
const told = (fields: string) => `${HEAD} message=evaluated ${fields}\n`;
const READ =
  'permission=read pattern=pr/src/a.ts action.permission=read action.action=allow action.pattern=*';

function read(...pieces: readonly string[]) {
  const decisions: PermissionDecision[] = [];
  const reader = readErrors((decision) => decisions.push(decision));
  for (const piece of pieces) reader.push(piece);
  return { rest: reader.finish(), decisions };
}

suite("OpenCode's log", () => {
  test('tells each decision about a permission, with the rule that made it', () => {
    assert.deepEqual(read(told(READ)), {
      rest: '',
      decisions: [{ permission: 'read', pattern: 'pr/src/a.ts', action: 'allow', rule: 'read *' }],
    });
    const denied =
      'permission=external_directory pattern=/etc/* action.permission=* action.action=deny action.pattern=*';
    assert.deepEqual(read(told(denied)).decisions, [
      { permission: 'external_directory', pattern: '/etc/*', action: 'deny', rule: '* *' },
    ]);
  });

  test('is read in pieces of any size, and its last line needs no end', () => {
    const text = `${told(READ)}${told(READ)}`.trimEnd();
    assert.equal(read(...Array.from(text)).decisions.length, 2);
    assert.equal(read(text).decisions.length, 2);
  });

  test('gives a search text by its length alone, and no other line of it', () => {
    const search =
      'permission=grep pattern="needle permission=read \\"x\\"\\\\n" action.permission=grep action.action=allow action.pattern=*';
    const { decisions, rest } = read(`${HEAD} message=stream text="secret of the change"\n${told(search)}`);
    assert.deepEqual(decisions[0]?.pattern, '(28 characters)');
    assert.equal(decisions.length, 1);
    assert.equal(rest, '');
  });

  test('is told apart from what OpenCode says to people', () => {
    const said = '! permission requested: bash (id); auto-rejecting';
    const { rest, decisions } = read(`${HEAD} message=init\n${said}\n${told(READ)}Falling back`);
    assert.equal(rest, `${said}\nFalling back`);
    assert.equal(decisions.length, 1);
  });

  test('cannot be made to say what it does not', () => {
    const odd = [
      'permission=read pattern=a pattern=b action.permission=read action.action=allow action.pattern=*',
      'permission=read pattern=a action.permission=read action.action=maybe action.pattern=*',
      'permission=read pattern="a action.permission=read action.action=allow action.pattern=*',
      'permission=read action.permission=read action.action=allow action.pattern=*',
      `${READ} more=1`,
      `${READ} and some words`,
      'permission="\\x" pattern=a action.permission=read action.action=allow action.pattern=*',
      '__proto__=1 constructor=2',
    ];
    for (const fields of odd) assert.deepEqual(read(told(fields)).decisions, [], fields);
    const hidden = `permission=read pattern="a\\u202e${'x'.repeat(5_000)}" action.permission=read action.action=allow action.pattern=*`;
    const [decision] = read(told(hidden)).decisions;
    assert.ok(decision?.pattern.startsWith('a\\u{202e}x') && decision.pattern.length <= 200);
  });

  test('is read in bounded memory and time', () => {
    const long = `${HEAD} message=evaluated permission=read pattern="${'\\\\'.repeat(100_000)}`;
    const { decisions, rest } = read(long, 'x'.repeat(1_000_000), '\n', told(READ), 'y'.repeat(1_000_000));
    assert.equal(decisions.length, 1);
    assert.ok(rest.length <= 256 * 1024);
    const { decisions: many } = read(told(READ).repeat(20_000));
    assert.equal(many.length, 20_000);
  });

  test('costs no more for a piece or a line when much was said before', () => {
    const start = performance.now();
    const lines = readErrors(() => undefined);
    for (let at = 0; at < 16; at += 1) lines.push('\n'.repeat(65_536));
    const letters = readErrors(() => undefined);
    for (let at = 0; at < 2 ** 20; at += 1) letters.push('x');
    assert.deepEqual([lines.finish().length, letters.finish().length], [262_144, 65_537]);
    const ms = performance.now() - start;
    assert.ok(ms < 2_000, `${ms} ms`);
  });
});
