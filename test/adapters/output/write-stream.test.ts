import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { writeStream } from '../../../src/adapters/output/write-stream.ts';
import { GateError } from '../../../src/errors.ts';

const CODE = /^publish-failed$/u;

/** A child that publishes a large result to its standard output; exits 0 only when that worked. */
const CHILD = `
  process.exitCode = 2;
  const { writeStream } = await import(${JSON.stringify(new URL('../../../src/adapters/output/write-stream.ts', import.meta.url).href)});
  if (process.argv[1] === 'touch') process.stdout.write('');
  try {
    writeStream(1, 'x'.repeat(3_000_000));
    process.exitCode = 0;
  } catch (error) {
    writeStream(2, error.code);
  }
`;

test('a whole text reaches a reader that is slow to start', async () => {
  for (const mode of ['plain', 'touch']) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    let length = 0;
    for await (const chunk of child.stdout) length += (chunk as Buffer).length;
    const exit = await exitOf(child);
    assert.deepEqual({ length, exit }, { length: 3_000_000, exit: 0 });
  }
});

test('a reader that goes away is publish-failed and exit code 2', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, 'plain'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  assert.equal(await exitOf(child), 2);
  assert.match(said, CODE);
});

test('a full device is publish-failed and exit code 2', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, 'plain'], {
    stdio: ['ignore', full, 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  assert.equal(await exitOf(child), 2);
  assert.match(said, CODE);
  closeSync(full);
});

test('the failure carries the code that the caller names', () => {
  const full = openSync('/dev/full', 'w');
  assert.throws(
    () => writeStream(full, 'x', 'state-unwritable'),
    (error) =>
      error instanceof GateError && error.code === 'state-unwritable' && /ENOSPC/u.test(error.message),
  );
  closeSync(full);
  assert.throws(() => writeStream(full, 'x'), /EBADF/u);
});

async function exitOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((resolve) => child.once('close', resolve));
}
