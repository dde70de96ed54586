import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

const MODULE = join(import.meta.dirname, '..', '..', 'src', 'adapters', 'stop-signals.ts');

/** Runs in a process of its own, which ends with 0 only when the stop was noticed and then taken away again. */
function stopBy(event: string, minutes = 1): { readonly status: number | null; readonly said: string } {
  const source = `
    import { stopSignals } from ${JSON.stringify(MODULE)};
    const stop = stopSignals(${minutes});
    const guard = setTimeout(() => process.exit(3), 10_000);
    stop.signal.addEventListener('abort', () => {
      console.log(stop.signal.reason.code + ': ' + stop.signal.reason.message);
      stop.dispose();
      clearTimeout(guard);
    });
    ${event}`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, said: stdout };
}

test('each signal that ends a process stops the run', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    const { status, said } = stopBy(`process.kill(process.pid, '${signal}');`);
    assert.equal(status, 0);
    assert.match(said, /^interrupted: /u);
  }
});

test('an error that nobody caught stops the run and does not end it with the exit code of a block', () => {
  for (const crash of ["throw new RangeError('oops')", "Promise.reject(new RangeError('oops'))"]) {
    const { status, said } = stopBy(`setTimeout(() => { ${crash}; });`);
    assert.equal(status, 0);
    assert.match(said, /^internal: .*RangeError: oops/u);
  }
});

test('the time of the run stops it', () => {
  const { status, said } = stopBy('', 0.001);
  assert.equal(status, 0);
  assert.match(said, /^agent-timed-out: .*0\.001 minutes/u);
});
