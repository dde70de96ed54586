import type { Mutant } from './mutant.ts';
import { BROKER_MUTANTS } from './mutants/broker.ts';
import { ENCODER_MUTANTS } from './mutants/encoders.ts';
import { SANDBOX_MUTANTS } from './mutants/sandbox.ts';
import { SURFACE_MUTANTS } from './mutants/surface.ts';
import { VIEW_MUTANTS } from './mutants/view.ts';

export const MUTANTS: readonly Mutant[] = [
  ...SANDBOX_MUTANTS,
  ...BROKER_MUTANTS,
  ...VIEW_MUTANTS,
  ...ENCODER_MUTANTS,
  ...SURFACE_MUTANTS,
];
