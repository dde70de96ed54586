import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { GateError } from '../errors.ts';

/** Variables of the dynamic linker that load a library into every program. */
const LIBRARIES = ['LD_PRELOAD', 'LD_AUDIT', 'DYLD_INSERT_LIBRARIES'];

/** Node's options that run a module before ours, or let somebody else drive this process. */
const LOADS_CODE =
  /(?:^|[\s"])(?:-r|--(?:require|import|loader|experimental-loader|inspect[a-z-]*))(?![a-z-])/u;

/**
 * An earlier step can leave variables by which its code runs inside this process, where the model's key is. Throws
 * GateError `input-invalid` for those: it cannot undo them, but nothing that such a process says may count.
 */
export function refusePreloads(env: ActionsEnv): void {
  const names = LIBRARIES.filter((name) => (env[name] ?? '') !== '');
  if (LOADS_CODE.test((env['NODE_OPTIONS'] ?? '').replaceAll('_', '-'))) names.push('NODE_OPTIONS');
  if (names.length === 0) return;
  throw new GateError(
    'input-invalid',
    `${names.join(' and ')} would load foreign code into the gate. Find out which step of the job sets it, and set it to an empty text in the "env" of the gate's own step.`,
  );
}
