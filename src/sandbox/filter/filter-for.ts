import { GateError } from '../../errors.ts';
import { NUMBERS, type Processor } from './numbers.ts';
import { renderFilter } from './render.ts';

/** The filter for the processor that Node names so. Throws GateError `sandbox-unavailable` when there is none. */
export function filterFor(processor: string): Buffer {
  if (isKnown(processor)) return renderFilter(processor);
  throw new GateError(
    'sandbox-unavailable',
    `There is no syscall filter for this processor (${processor}); run the review on x86-64 or arm64, on ubuntu-24.04 or ubuntu-24.04-arm for example, or with \`review: off\` for the audit alone.`,
  );
}

export const isKnown = (processor: string): processor is Processor => Object.hasOwn(NUMBERS, processor);
