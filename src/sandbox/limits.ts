import { readFileSync } from 'node:fs';
import type { Limits } from './sandbox.ts';

const MiB = 1024 * 1024;

/**
 * Memory is bounded by a control group where one can be had, and everywhere by RLIMIT_DATA: JavaScriptCore aborts
 * under any usable RLIMIT_AS. Reservations count for that one too, though no memory is behind them, and OpenCode
 * reserves what it can get: 8 GiB leave it 2.3 GiB to use, 4 GiB leave 0.9. At 2 GiB an empty run is 0.1 GiB from its
 * end, and at 2.5 GiB every second start crashes.
 */
export const DEFAULT_LIMITS: Limits = {
  homeBytes: 256 * MiB,
  tmpBytes: 256 * MiB,
  dataBytes: 8192 * MiB,
  memoryBytes: 3072 * MiB,
  fileBytes: 80 * MiB,
  processes: 256,
  openFiles: 4096,
  cpuSeconds: 900,
};

export const SHARED_MEMORY_BYTES = 16 * MiB;
const STACK_BYTES = 16 * MiB;

/** One resource limit: prlimit's name for it, the name in /proc/PID/limits, and its value there. */
export type ResourceLimit = { readonly option: string; readonly label: string; readonly value: number };

/** Hard limits of this process by their /proc label; a child may only go below them. */
export type HardLimits = ReadonlyMap<string, number>;

export function resourceLimits(limits: Limits, hard: HardLimits): readonly ResourceLimit[] {
  const wanted: readonly ResourceLimit[] = [
    { option: 'core', label: 'Max core file size', value: 0 },
    { option: 'cpu', label: 'Max cpu time', value: limits.cpuSeconds },
    { option: 'data', label: 'Max data size', value: limits.dataBytes },
    { option: 'fsize', label: 'Max file size', value: limits.fileBytes },
    { option: 'nofile', label: 'Max open files', value: limits.openFiles },
    { option: 'nproc', label: 'Max processes', value: limits.processes },
    { option: 'stack', label: 'Max stack size', value: STACK_BYTES },
  ];
  return wanted.map((limit) => ({
    ...limit,
    value: Math.min(limit.value, hard.get(limit.label) ?? Number.POSITIVE_INFINITY),
  }));
}

/** What this process may at most give to a child; empty where there is no /proc. */
export function readHardLimits(): HardLimits {
  if (process.platform !== 'linux') return new Map();
  const limits = parseLimits(readFileSync('/proc/self/limits', 'utf8'));
  return new Map([...limits].map(([label, [, hard]]) => [label, hard]));
}

/** The text of /proc/PID/limits as label → [soft, hard]; `unlimited` is Infinity. */
export function parseLimits(text: string): ReadonlyMap<string, readonly [number, number]> {
  const limits = new Map<string, readonly [number, number]>();
  for (const line of text.split('\n')) {
    const match = /^(Max [a-z ]+?) {2,}(unlimited|\d+) +(unlimited|\d+)/.exec(line);
    const [, label, soft, hard] = match ?? [];
    if (label && soft && hard) limits.set(label, [amount(soft), amount(hard)]);
  }
  return limits;
}

const amount = (text: string) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));
