import { reasonOf } from '../../errors.ts';
import { logSafe } from '../../report/escape/log-safe.ts';
import { writeStream } from './write-stream.ts';

/** One line on standard error. That nobody reads it is no reason to end in another way. */
export function complain(message: string): void {
  try {
    writeStream(2, `${logSafe(`opencode-review-gate: ${message}`)}\n`);
  } catch {
    return;
  }
}

/**
 * Node ends with exit code 1 when nobody caught an error, and 1 is what a `block` ends with: from here on it is 2.
 * While a run is under way its own listener turns the error into the run's reason.
 */
export function endClosed(): void {
  process.on('uncaughtException', (error) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    complain(reasonOf(error).message);
    process.exit(2);
  });
}
