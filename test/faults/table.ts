import type { Fault } from './fault.ts';
import { ENDING } from './rows/ending.ts';
import { MACHINE } from './rows/machine.ts';
import { MODEL } from './rows/model.ts';
import { OPENCODE } from './rows/opencode.ts';
import { OPENCODE_OUTPUT } from './rows/opencode-output.ts';
import { ANCHORING, CONTROL, REPORT } from './rows/report.ts';
import { USE } from './rows/use.ts';

/** Every fault, and the runs without one that pass. */
export const FAULTS: readonly Fault[] = [
  ...OPENCODE,
  ...OPENCODE_OUTPUT,
  ...MODEL,
  ...REPORT,
  ...ANCHORING,
  ...MACHINE,
  ...ENDING,
  ...USE,
  ...CONTROL,
];
