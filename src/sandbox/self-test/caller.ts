import type { Processor } from '../filter/numbers.ts';

/** A system call as it is made: its number and up to six arguments; negative ones are extended to 64 bits. */
export type Call = { readonly number: number; readonly args: readonly (number | bigint)[] };

/**
 * An executable that makes these calls, one after the other, and writes what each returned to its standard output:
 * eight bytes, little-endian, negative for an error. No language has a way to make a call that no library knows, and
 * no compiler can be asked for, so it is put together here: a header, the code below, and a table of the calls.
 */
export function renderCaller(processor: Processor, calls: readonly Call[]): Buffer {
  const code = CODE[processor](calls.length);
  const size = HEADER_BYTES + code.length + calls.length * ROW_BYTES;
  return Buffer.concat([header(processor, size), code, ...calls.map(row)]);
}

/** What an executable of `renderCaller` wrote. */
export function parseResults(output: Buffer): readonly number[] {
  const count = Math.trunc(output.length / 8);
  return Array.from({ length: count }, (_, index) => Number(output.readBigInt64LE(index * 8)));
}

const HEADER_BYTES = 64 + 56;
const ROW_BYTES = 7 * 8;
const BASE = 0x40_0000;

function row({ number, args }: Call): Buffer {
  const bytes = Buffer.alloc(ROW_BYTES);
  for (const [index, value] of [number, ...args].entries()) {
    bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), index * 8);
  }
  return bytes;
}

/** ELF: one segment, the whole file, readable and executable, entered behind the header. */
function header(processor: Processor, size: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  const half = (at: number, value: number) => bytes.writeUInt16LE(value, at);
  const word = (at: number, value: number) => bytes.writeUInt32LE(value, at);
  const long = (at: number, value: number) => bytes.writeBigUInt64LE(BigInt(value), at);
  half(16, 2);
  half(18, processor === 'x64' ? 62 : 183);
  word(20, 1);
  long(24, BASE + HEADER_BYTES);
  long(32, 64);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const) {
    half(at, value);
  }
  word(64, 1);
  word(68, 5);
  for (const at of [80, 88]) long(at, BASE);
  for (const at of [96, 104]) long(at, size);
  long(112, 0x1_0000);
  return bytes;
}

const CODE: Readonly<Record<Processor, (count: number) => Buffer>> = { x64: intelCode, arm64: armCode };

function intelCode(count: number): Buffer {
  const take = '488b03 488b7b08 488b7310 488b5318 4c8b5320 4c8b4328 4c8b4b30'; // mov rax, rdi … r9, [rbx + n]
  const call = '0f05'; // syscall
  const give = '50 b801000000 bf01000000 4889e6 ba08000000 0f05 58'; // push rax; write(1, rsp, 8); pop rax
  const loop = hex(`${take} ${call} ${give} 4883c338 41ffcc`); // add rbx, 56; dec r12d
  const back = hex(`75 ${byte(-(loop.length + 2))}`); // jnz to the loop's start
  const leave = hex('b83c000000 31ff 0f05'); // exit(0)
  const rest = Buffer.concat([hex(`41bc ${words([count])}`), loop, back, leave]); // mov r12d, count
  return Buffer.concat([hex(`488d1d ${words([rest.length])}`), rest]); // lea rbx, the table behind all this
}

function armCode(count: number): Buffer {
  const take = [0xf940_0268, 0xa940_8660, 0xa941_8e62, 0xa942_9664]; // ldr x8, [x19]; ldp x0 … x5
  const call = [0xd400_0001]; // svc 0
  const give = [0xf81f_0fe0, 0xd280_0808, 0xd280_0020, 0x9100_03e1, 0xd280_0102, 0xd400_0001, 0x9100_43ff]; // write
  const loop = [...take, ...call, ...give, 0x9100_e273, 0x7100_0694]; // add x19, 56; subs w20, 1
  const back = 0x5400_0001 | ((-loop.length & 0x7_ffff) << 5); // b.ne to the loop's start
  const leave = [0xd280_0ba8, 0xd280_0000, 0xd400_0001]; // exit(0)
  const rest = [0x5280_0014 | (count << 5), ...loop, back, ...leave]; // mov w20, count
  // adr x19, the table behind all this: a distance in whole words.
  return hex(words([0x1000_0013 | ((rest.length + 1) << 5), ...rest]));
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const byte = (value: number) => (value & 0xff).toString(16).padStart(2, '0');

function words(values: readonly number[]): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, index * 4);
  return bytes.toString('hex');
}
