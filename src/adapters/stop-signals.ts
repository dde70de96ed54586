import { GateError, reasonOf } from '../errors.ts';

export type Stop = { readonly signal: AbortSignal; dispose(): void };

/**
 * One AbortSignal for everything that ends a run early: SIGINT and SIGTERM (the runner cancels with the first and
 * follows with the second after 7.5 s), the wall clock, and an error of ours that nobody caught, which Node would
 * else end with the exit code of a `block`. Its reason is the GateError to report.
 */
export function stopSignals(minutes: number): Stop {
  const controller = new AbortController();
  const stop = (error: GateError) => () => controller.abort(error);
  const onSignal = stop(new GateError('interrupted', 'The run was cancelled before it was complete.'));
  const onTimeout = stop(
    new GateError(
      'agent-timed-out',
      `The run took longer than ${minutes} minutes (timeout-minutes) and was ended; give it more time or exclude what need not be reviewed.`,
    ),
  );
  const onCrash = (error: unknown) =>
    controller.abort(
      error instanceof GateError
        ? error
        : new GateError('internal', reasonOf(error).message, { cause: error }),
    );
  const timer = setTimeout(onTimeout, minutes * 60_000).unref();
  for (const name of SIGNALS) process.on(name, onSignal);
  process.on('uncaughtException', onCrash);
  return {
    signal: controller.signal,
    dispose() {
      clearTimeout(timer);
      for (const name of SIGNALS) process.off(name, onSignal);
      process.off('uncaughtException', onCrash);
    },
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
