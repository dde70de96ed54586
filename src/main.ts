import { endClosed } from './adapters/output/complain.ts';
import { runAction } from './main/run-action.ts';
import { exitCodeOf } from './verdict/verdict.ts';

// Composition root of the Action. The exit code starts at "inconclusive" and is only lowered by proof; the
// top-level await makes a run that never settles exit with 13, not with 0. All that was written is with the system
// by now, and a part that still hangs must not keep the runner waiting: hence the exit.
process.exitCode = 2;
endClosed();
process.exit(exitCodeOf((await runAction(process.env)).verdict));
