/** Bytes of answers between two collections; what is left of them until then lies in memory. */
const BYTES = 4 * 1024 * 1024;

/**
 * Told about all bytes that pass, it has the engine collect what they have left behind. By itself V8 waits for 64 MiB
 * of it: many streams at once keep each buffer just long enough that it counts as old. Does nothing unless Node was
 * started with `--expose-gc`.
 */
export function giveBack(collect: () => void = () => globalThis.gc?.()): (bytes: number) => void {
  let passed = 0;
  return (bytes) => {
    passed += bytes;
    if (passed < BYTES) return;
    passed = 0;
    collect();
  };
}
