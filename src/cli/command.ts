import type { Given } from './flags.ts';
import type { CommandHelp } from './help.ts';

/** One command of the command line. `run` answers the exit code; it throws GateError for wrong use. */
export type Command = CommandHelp & { run(given: Given): Promise<number> };
