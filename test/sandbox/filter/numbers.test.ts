import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HEADERS, parseHeader } from '../../../scripts/syscall-tables.ts';
import { NUMBERS, type Processor } from '../../../src/sandbox/filter/numbers.ts';

const PROCESSORS: readonly Processor[] = ['x64', 'arm64'];

/** Numbers that every user of these processors knows by heart, spread over the tables. */
const ANCHORS: readonly (readonly [string, number | undefined, number | undefined])[] = [
  ['read', 0, 63],
  ['write', 1, 64],
  ['open', 2, undefined],
  ['close', 3, 57],
  ['mmap', 9, 222],
  ['ioctl', 16, 29],
  ['getpid', 39, 172],
  ['socket', 41, 198],
  ['connect', 42, 203],
  ['socketpair', 53, 199],
  ['setsockopt', 54, 208],
  ['clone', 56, 220],
  ['fork', 57, undefined],
  ['execve', 59, 221],
  ['exit', 60, 93],
  ['wait4', 61, 260],
  ['kill', 62, 129],
  ['fcntl', 72, 25],
  ['ptrace', 101, 117],
  ['personality', 135, 92],
  ['pivot_root', 155, 41],
  ['prctl', 157, 167],
  ['arch_prctl', 158, undefined],
  ['chroot', 161, 51],
  ['mount', 165, 40],
  ['umount2', 166, 39],
  ['reboot', 169, 142],
  ['init_module', 175, 105],
  ['futex', 202, 98],
  ['exit_group', 231, 94],
  ['keyctl', 250, 219],
  ['openat', 257, 56],
  ['newfstatat', 262, 79],
  ['unshare', 272, 97],
  ['perf_event_open', 298, 241],
  ['prlimit64', 302, 261],
  ['setns', 308, 268],
  ['process_vm_readv', 310, 270],
  ['seccomp', 317, 277],
  ['getrandom', 318, 278],
  ['bpf', 321, 280],
  ['userfaultfd', 323, 282],
  ['statx', 332, 291],
  ['rseq', 334, 293],
  ['pidfd_send_signal', 424, 424],
  ['io_uring_setup', 425, 425],
  ['fsopen', 430, 430],
  ['clone3', 435, 435],
  ['openat2', 437, 437],
  ['pidfd_getfd', 438, 438],
  ['memfd_secret', 447, 447],
  ['futex_waitv', 449, 449],
  ['fchmodat2', 452, 452],
  ['mseal', 462, 462],
];

test('the tables have the well-known numbers', () => {
  for (const [name, x64, arm64] of ANCHORS) {
    assert.equal(NUMBERS.x64.get(name), x64, name);
    assert.equal(NUMBERS.arm64.get(name), arm64, name);
  }
});

test('no number is given twice, and from 424 on both processors have the same', () => {
  for (const processor of PROCESSORS) {
    const numbers = [...NUMBERS[processor].values()];
    assert.equal(new Set(numbers).size, numbers.length);
    assert.ok(numbers.length > 300 && numbers.every((number) => Number.isInteger(number) && number < 600));
  }
  const later = (processor: Processor) => [...NUMBERS[processor]].filter(([, number]) => number >= 424);
  assert.deepEqual(later('x64'), later('arm64'));
});

test('where the kernel headers are installed the tables agree with them', () => {
  for (const processor of PROCESSORS) {
    if (!existsSync(HEADERS[processor])) continue;
    const header = parseHeader(readFileSync(HEADERS[processor], 'utf8'));
    assert.ok(header.size > 300);
    for (const [name, number] of header) {
      // Headers newer than the table know more calls, and the filter refuses those.
      assert.equal(NUMBERS[processor].get(name) ?? number, number, name);
    }
    const missing = [...NUMBERS[processor]].filter(([name, number]) => number <= 450 && !header.has(name));
    assert.deepEqual(missing, []);
  }
});

test('a header is read as the preprocessor of the processor would read it', () => {
  const header = `
#define __NR_io_setup 0
#if defined(__ARCH_WANT_TIME32_SYSCALLS) || __BITS_PER_LONG != 32
#define __NR_nanosleep 101 /* with a remark */
#endif
#if defined(__SYSCALL_COMPAT) || __BITS_PER_LONG == 32
#define __NR_clock_gettime64 403
#endif
#ifdef __ARCH_WANT_SYNC_FILE_RANGE2
#define __NR_sync_file_range2 84
#else
#define __NR_sync_file_range 84
#endif
#define __NR3264_fcntl 25
#define __NR_arch_specific_syscall 244
#define __NR_syscalls 451
#if __BITS_PER_LONG == 64 && !defined(__SYSCALL_COMPAT)
#define __NR_fcntl __NR3264_fcntl
#else
#define __NR_fcntl64 __NR3264_fcntl
#endif`;
  assert.deepEqual(
    [...parseHeader(header)],
    [
      ['io_setup', 0],
      ['nanosleep', 101],
      ['sync_file_range', 84],
      ['fcntl', 25],
    ],
  );
});
