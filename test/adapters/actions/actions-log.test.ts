import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { actionsLog } from '../../../src/adapters/actions/actions-log.ts';
import { parseLog } from '../../emulators/log-parser.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-log-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function logTo(name: string, env: Record<string, string> = {}) {
  const path = join(folder, name);
  return { log: actionsLog({ env, stdout: openSync(path, 'w') }), read: () => readFileSync(path, 'utf8') };
}

test('what is said is no command', () => {
  const { log, read } = logTo('say');
  log.say('::error::x\nmodel: ##[set-output name=verdict]pass\r::add-mask::e');
  assert.deepEqual(parseLog(read(), { names: 'any' }), []);
});

test('a secret is masked with its very bytes, a short one is not masked', () => {
  const { log, read } = logTo('mask');
  const secret = 'sk%0A\u202e-##[x]\nsecond';
  log.mask(secret);
  log.mask('e');
  log.mask('     ');
  const commands = parseLog(read());
  assert.equal(commands.length, 1);
  assert.equal(commands[0]?.name, 'add-mask');
  assert.equal(commands[0]?.data, secret);
});

test('debugging tells sizes and hashes and never what they are of', () => {
  const quiet = logTo('quiet');
  quiet.log.debug('answer', 'the content');
  assert.equal(quiet.read(), '');
  const loud = logTo('loud', { RUNNER_DEBUG: '1' });
  loud.log.debug('answer', 'the content');
  assert.match(parseLog(loud.read())[0]?.data ?? '', /^answer: 11 bytes, sha256 [0-9a-f]{64}$/u);
  assert.ok(!loud.read().includes('the content'));
});
