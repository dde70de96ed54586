import assert from 'node:assert/strict';
import test from 'node:test';
import { GateError } from '../src/errors.ts';
import { INPUT_NAMES, parseInputs, SURFACES } from '../src/inputs.ts';

const given = (values: Record<string, string>) => parseInputs((name) => values[name] ?? '');

test('absent inputs take the documented defaults', () => {
  const inputs = given({});
  assert.equal(inputs.review, 'required');
  assert.equal(inputs.sandbox, 'auto');
  assert.equal(inputs.policy, '.github/review-gate.jsonc');
  assert.deepEqual(inputs.publish, { all: SURFACES, named: [] });
  assert.equal(inputs['fail-on'], '');
  assert.equal(inputs['timeout-minutes'], null);
});

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['model', 'gpt-5', /provider\/model/u],
  ['model', 'open ai/x', /provider\/model/u],
  ['review', 'maybe', /review must be one of: required, off/u],
  ['fail-on', 'HIGH', /fail-on must be one of: critical, high, medium, low, never/u],
  ['sandbox', 'none', /sandbox must be one of/u],
  ['timeout-minutes', '0', /above 0/u],
  ['timeout-minutes', '1e9', /number of minutes/u],
  ['timeout-minutes', '-5', /number of minutes/u],
  ['timeout-minutes', '400', /at most 360/u],
  ['agent', 'a b', /name of an agent/u],
  ['proxy', 'https://proxy.example', /proxy must be the http address/u],
  ['proxy', 'http://user:secret@proxy.example', /without a user name/u],
  ['publish', 'annotations,email', /"email" is no surface/u],
];

for (const [name, value, message] of WRONG) {
  test(`${name} "${value}" is refused with one sentence`, () => {
    assert.throws(
      () => given({ [name]: value }),
      (error) => error instanceof GateError && error.code === 'input-invalid' && message.test(error.message),
    );
  });
}

test('every wrong input is named, not only the first', () => {
  assert.throws(() => given({ review: 'x', sandbox: 'y' }), /review .*sandbox /u);
});

test('white space around a value does not matter and surfaces may be split by comma or space', () => {
  const both = ['annotations', 'summary'];
  assert.deepEqual(given({ publish: ' summary,annotations ' }).publish, { all: both, named: both });
  assert.equal(given({ model: ' local/m ' }).model, 'local/m');
});

test('surfaces that are named are owed, those that "auto" adds are not', () => {
  assert.deepEqual(given({ publish: 'auto' }).publish, { all: SURFACES, named: [] });
  assert.deepEqual(given({ publish: 'auto check-run' }).publish, { all: SURFACES, named: ['check-run'] });
});

test('the names are those of action.yml, in order of importance', () => {
  assert.equal(INPUT_NAMES.length, 14);
  assert.ok(INPUT_NAMES.includes('opencode-path'));
});
