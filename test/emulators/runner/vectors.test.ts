import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseEnvFile } from '../env-file-parser.ts';
import { parseLog } from '../log-parser.ts';
import { keepPlace } from './keep-annotation.ts';
import { obeyLines } from './obey-lines.ts';
import {
  BAD_STOP_TOKENS,
  BRACKET_LINES,
  COLON_LINES,
  ECHOES,
  ENV_FILES,
  MASKS,
  type Parsed,
  PLACES,
} from './vectors.ts';

const check = ({ line, properties, data = '' }: Parsed) => {
  const found = parseLog(line, { names: 'any' }).filter(({ name }) => name === 'do-something');
  const expected = properties === null ? [] : [{ name: 'do-something', properties, data, line }];
  assert.deepEqual(found, expected, line);
};

suite('the vectors of the runner', () => {
  test('commands in brackets', () => BRACKET_LINES.forEach(check));

  test('commands between colons', () => COLON_LINES.forEach(check));

  test('the numbers of an annotation', () => {
    for (const { given, kept } of PLACES) {
      const [command] = parseLog(`::warning ${given}::this is a warning`);
      const lower = Object.entries(command?.properties ?? {}).map(([key, value]) => [
        key.toLowerCase(),
        value,
      ]);
      const { line, endLine, column, endColumn } = keepPlace(
        Object.fromEntries(lower) as Record<string, string>,
      );
      assert.deepEqual([line, endLine, column, endColumn], kept, given);
    }
  });

  for (const { name, lines, joint = '\n', pairs, error } of ENV_FILES)
    test(`environment files: ${name}`, () => {
      const read = () => parseEnvFile(`\uFEFF${lines.join(joint)}`, { lines: 'linux' });
      if (error === undefined) assert.deepEqual(read(), pairs);
      else assert.throws(read, error);
    });

  test('commands stop, and go on behind the token', () => {
    for (const on of ['##[stopToken]', '::stopToken::']) {
      const lines = ['##[stop-commands]stopToken', '##[set-output name=a]1', on, '##[set-output name=b]2'];
      const { outputs, failures, masks } = obeyLines(lines, '/');
      assert.deepEqual([outputs, failures, masks], [{ b: '2' }, [], ['stopToken']]);
    }
  });

  test('a bad token ends the step', () => {
    for (const token of BAD_STOP_TOKENS)
      assert.equal(obeyLines([`::stop-commands::${token}`], '/').failures.length, 1, token);
  });

  test('echo is on or off', () => {
    for (const [line, understood] of ECHOES)
      assert.equal(obeyLines([line], '/').failures.length, understood ? 0 : 1, line);
  });

  test('a secret of several lines is several secrets', () => {
    for (const [line, masks] of MASKS) assert.deepEqual(obeyLines([line], '/').masks, masks);
  });
});
