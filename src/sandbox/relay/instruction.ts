/** What the parent asks for: one line of JSON each. */
export type Instruction =
  | { readonly kind: 'turn'; readonly args: readonly string[]; readonly stdin: string }
  | { readonly kind: 'probe'; readonly plan: ProbePlan };

export type Target = {
  readonly name: string;
  readonly kind: 'tcp' | 'udp' | 'unix';
  readonly at: string;
  readonly port: number;
};

/** What the self-test tries. Every path is as seen from inside. */
export type ProbePlan = {
  /** Paths of the host that must not be there. */
  readonly hidden: readonly string[];
  readonly directories: readonly string[];
  readonly targets: readonly Target[];
  readonly unwritable: readonly string[];
  readonly readable: readonly string[];
  readonly executable: readonly string[];
  /** A command that needs a user namespace of its own. */
  readonly nested: readonly string[];
  /** An executable, as base64, that makes system calls and writes what they return. */
  readonly caller: string;
};

export function parseInstruction(line: string): Instruction {
  const value: unknown = JSON.parse(line);
  if (isTurn(value)) return { kind: 'turn', args: value.args, stdin: value.stdin };
  if (isProbe(value)) return { kind: 'probe', plan: value.probe };
  throw new TypeError('The line is no instruction.');
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isTurn = (value: unknown): value is { args: readonly string[]; stdin: string } =>
  isObject(value) &&
  'args' in value &&
  Array.isArray(value.args) &&
  value.args.every((arg) => typeof arg === 'string') &&
  'stdin' in value &&
  typeof value.stdin === 'string';

/** Only our own parent writes here, so the plan's inside is taken as it comes; a wrong one fails the self-test. */
const isProbe = (value: unknown): value is { probe: ProbePlan } =>
  isObject(value) && 'probe' in value && isObject(value.probe);
