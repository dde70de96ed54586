/** One instruction of classic BPF; jumps count instructions from the next one on. */
export type Instruction = {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
};

/** Offsets in what a filter sees of a call: its number, the processor's ABI, and the lower halves of six arguments. */
export const AT = {
  number: 0,
  abi: 4,
  low: (argument: number) => 16 + 8 * argument,
} as const;

export const VERDICT = {
  allow: 0x7fff_0000,
  kill: 0x8000_0000,
  errno: (errno: number) => 0x0005_0000 | errno,
} as const;

export const load = (offset: number): Instruction => ({ code: 0x20, jt: 0, jf: 0, k: offset });
export const and = (mask: number): Instruction => ({ code: 0x54, jt: 0, jf: 0, k: mask });
export const answer = (verdict: number): Instruction => ({ code: 0x06, jt: 0, jf: 0, k: verdict });
export const jump = (count: number): Instruction => ({ code: 0x05, jt: 0, jf: 0, k: count });
export const ifEqual = (k: number, jt: number, jf: number): Instruction => branch(0x15, k, jt, jf);
export const ifAtLeast = (k: number, jt: number, jf: number): Instruction => branch(0x35, k, jt, jf);

function branch(code: number, k: number, jt: number, jf: number): Instruction {
  // A byte holds the distance; a longer one would become a short one without a word.
  if (jt > 255 || jf > 255) throw new RangeError('A jump of the syscall filter is too long.');
  return { code, jt, jf, k };
}

/** The kernel's `struct sock_filter`, eight bytes each, in the byte order that all our processors have. */
export function encode(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, { code, jt, jf, k }] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(jt, index * 8 + 2);
    bytes.writeUInt8(jf, index * 8 + 3);
    bytes.writeUInt32LE(k >>> 0, index * 8 + 4);
  }
  return bytes;
}
