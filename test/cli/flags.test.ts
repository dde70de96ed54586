import assert from 'node:assert/strict';
import test from 'node:test';
import { parseFlags, textOf } from '../../src/cli/flags.ts';
import { GateError } from '../../src/errors.ts';

const FLAGS = {
  repo: { value: 'DIR', help: 'the repository' },
  'fail-on': { value: 'SEVERITY', help: 'the threshold' },
  quiet: { help: 'no progress' },
};

const parse = (...args: string[]) => parseFlags('review', args, FLAGS);

test('values are read with a space and with an equals sign', () => {
  assert.equal(textOf(parse('--repo', 'a b'), 'repo'), 'a b');
  assert.equal(textOf(parse('--repo=x=y'), 'repo'), 'x=y');
  assert.equal(parse('--quiet').quiet, true);
  assert.equal(textOf(parse(), 'repo', '.'), '.');
});

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [['--rpo', 'x'], /Unknown flag --rpo \(did you mean --repo\?\)/u],
  [['--failon', 'x'], /did you mean --fail-on/u],
  [['--bogus'], /^Unknown flag --bogus\./u],
  [['--repo'], /--repo needs a value \(DIR\)/u],
  [['--repo='], /--repo needs a value/u],
  [['--quiet=yes'], /--quiet takes no value/u],
  [['--repo', 'a', '--repo', 'b'], /given twice/u],
  [['stray'], /Unexpected argument "stray"/u],
  [['--', 'x'], /Unexpected argument/u],
  [['-x'], /Unknown flag -x/u],
  [['--constructor'], /Unknown flag --constructor/u],
  [['--__proto__', 'x'], /Unknown flag --__proto__/u],
];

for (const [args, message] of WRONG) {
  test(`"${args.join(' ')}" is refused with one sentence that names the help`, () => {
    assert.throws(
      () => parse(...args),
      (error) =>
        error instanceof GateError &&
        error.code === 'usage' &&
        message.test(error.message) &&
        error.message.includes('opencode-review-gate review --help'),
    );
  });
}

test('a word without a flag is read where the command has one, before or after the flags', () => {
  const explain = (...args: string[]) => parseFlags('explain', args, FLAGS, ['AGENT']);
  assert.equal(explain('reviewer', '--repo', 'a')['AGENT'], 'reviewer');
  assert.equal(explain('--repo', 'a', 'web: reviewer')['AGENT'], 'web: reviewer');
  assert.throws(() => explain('--repo', 'a'), /AGENT is missing\. See: opencode-review-gate explain --help/u);
  assert.throws(() => explain('a', 'b'), /Unexpected argument "b"/u);
  assert.throws(() => explain('a', '--', 'b'), /Unexpected argument "--"/u);
});
