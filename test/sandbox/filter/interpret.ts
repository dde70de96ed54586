/** What the kernel hands to a filter: the ABI, the call's number, and six arguments of 64 bits. */
export type Seen = { readonly abi: number; readonly number: number; readonly args: readonly bigint[] };

export type Decoded = {
  readonly code: number;
  readonly jt: number;
  readonly jf: number;
  readonly k: number;
};

/** The bytes of a `struct sock_filter` array, instruction by instruction. */
export function decode(program: Buffer): readonly Decoded[] {
  return Array.from({ length: program.length / 8 }, (_, index) => ({
    code: program.readUInt16LE(index * 8),
    jt: program.readUInt8(index * 8 + 2),
    jf: program.readUInt8(index * 8 + 3),
    k: program.readUInt32LE(index * 8 + 4),
  }));
}

/** `struct seccomp_data`: number, ABI, instruction pointer, arguments. */
function seen({ abi, number, args }: Seen): DataView {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, abi, true);
  for (const [index, value] of args.entries()) {
    data.setBigUint64(16 + 8 * index, BigInt.asUintN(64, value), true);
  }
  return data;
}

/** Runs a classic BPF program as the kernel does; throws on what the kernel would not load, or would run away from. */
export function interpret(program: readonly Decoded[], call: Seen): number {
  const data = seen(call);
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 1) {
    const { code, jt, jf, k } = program[at] ?? { code: 0, jt: 0, jf: 0, k: 0 };
    if (code === 0x06) return k;
    else if (code === 0x20) accumulator = data.getUint32(k, true);
    else if (code === 0x54) accumulator = (accumulator & k) >>> 0;
    else if (code === 0x05) at += k;
    else if (code === 0x15) at += accumulator === k ? jt : jf;
    else if (code === 0x35) at += accumulator >= k ? jt : jf;
    else throw new Error(`no instruction: ${code.toString(16)}`);
  }
  throw new Error('the program has no end');
}
