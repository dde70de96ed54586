import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GateError } from '../../../src/errors.ts';
import { filterFor } from '../../../src/sandbox/filter/filter-for.ts';
import { NUMBERS, type Processor } from '../../../src/sandbox/filter/numbers.ts';
import { ALLOWED, type Condition, GUARDED, REST } from '../../../src/sandbox/filter/policy.ts';
import { renderFilter } from '../../../src/sandbox/filter/render.ts';
import { decode, interpret } from './interpret.ts';

const PROCESSORS = [
  { processor: 'x64', abi: 0xc000003e, others: [0x40000003, 0xc00000b7, 0, 0xffffffff] },
  { processor: 'arm64', abi: 0xc00000b7, others: [0x40000028, 0xc000003e, 0, 0xffffffff] },
] as const;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const error = (errno: number) => 0x50000 + errno;

const NONE = [0n, 0n, 0n, 0n, 0n, 0n];
const ALL = NONE.map(() => 0xffff_ffff_ffff_ffffn);

/** The policy, applied to a call directly: what the program has to come to. */
function decision(name: string | undefined, args: readonly bigint[]): number {
  if (name !== undefined && ALLOWED.includes(name)) return ALLOW;
  const guard = name === undefined ? undefined : GUARDED[name];
  if (guard === undefined) return error(REST);
  return guard.anyOf.some((all) => all.every((each) => holds(each, args))) ? ALLOW : error(guard.refusal);
}

function holds({ argument, mask = 0xffff_ffff, is, values }: Condition, args: readonly bigint[]): boolean {
  const value = (args[argument] ?? 0n) & 0xffff_ffffn & BigInt(mask);
  return values.some((each) => BigInt(each) === value) === (is === 'one-of');
}

/** Arguments around everything that a guard compares, each with and without an upper half. */
function samples(name: string): readonly (readonly bigint[])[] {
  const conditions = GUARDED[name]?.anyOf.flat() ?? [];
  let found: (readonly bigint[])[] = [NONE, ALL];
  for (const argument of new Set(conditions.map((each) => each.argument))) {
    const mine = conditions.filter((each) => each.argument === argument);
    const edges = mine.flatMap(({ values, mask = 0 }) => values.concat(mask).flatMap(around));
    const values = [...new Set(edges)].flatMap((value) => [value, value | 0xdead_beef_0000_0000n]);
    found = found.flatMap((args) => values.map((value) => args.with(argument, value)));
  }
  return found;
}

/** A number, its neighbours, and the number with one more bit of some interest. */
const around = (value: number) =>
  [value, value - 1, value + 1, value ^ 0x800, value ^ 0x80000000, value ^ 0x10000000].map((each) =>
    BigInt(each >>> 0),
  );

const nameOf = (processor: Processor, number: number) =>
  [...NUMBERS[processor]].find(([, each]) => each === number)?.[0];

for (const { processor, abi, others } of PROCESSORS) {
  const bytes = renderFilter(processor);
  const program = decode(bytes);

  test(`${processor}: the kernel can load the program, and each way through it ends`, () => {
    assert.equal(bytes.length % 8, 0);
    assert.ok(program.length < 4096);
    assert.equal(program.at(-1)?.code, 0x06);
    for (const [at, { code, jt, jf, k }] of program.entries()) {
      assert.ok([0x06, 0x20, 0x54, 0x05, 0x15, 0x35].includes(code), `${code}`);
      // All jumps go forward and stay inside, and the last instruction returns: no way can do anything else.
      if (code === 0x05) assert.ok(at + 1 + k < program.length);
      else assert.ok(at + 1 + Math.max(jt, jf) < program.length + (code === 0x06 ? 1 : 0));
      if (code === 0x20) assert.ok(k % 4 === 0 && k < 64);
    }
  });

  test(`${processor}: for every number and argument the program decides as the policy says`, () => {
    for (let number = 0; number <= 600; number += 1) {
      const name = nameOf(processor, number);
      for (const args of samples(name ?? '')) {
        const found = interpret(program, { abi, number, args });
        assert.equal(found, decision(name, args), `${number} ${name} ${args.join()}`);
      }
    }
  });

  test(`${processor}: numbers of x32, of nothing and of the far end are refused`, () => {
    for (const base of [0x4000_0000, 0x8000_0000, 0xffff_fc00]) {
      for (let number = base; number < base + 600; number += 1) {
        assert.equal(interpret(program, { abi, number, args: NONE }), error(38));
      }
    }
    assert.equal(interpret(program, { abi, number: 0xffff_ffff, args: NONE }), error(38));
  });

  test(`${processor}: a call by another ABI ends the process, whatever it asks for`, () => {
    for (const other of others) {
      for (let number = 0; number <= 600; number += 1) {
        assert.equal(interpret(program, { abi: other, number, args: NONE }), KILL);
      }
    }
  });

  test(`${processor}: what no review needs is refused with every argument`, () => {
    for (const name of FORBIDDEN) {
      const number = NUMBERS[processor].get(name);
      if (number === undefined) continue;
      for (const args of [NONE, ALL, NONE.with(0, 1n), NONE.with(0, 0x1000_0000n)]) {
        assert.notEqual(interpret(program, { abi, number, args }), ALLOW, name);
      }
    }
  });

  test(`${processor}: what was seen of OpenCode, Node, ripgrep, prlimit and bwrap is allowed`, () => {
    for (const name of SEEN) {
      const number = NUMBERS[processor].get(name);
      if (number === undefined) continue;
      assert.equal(interpret(program, { abi, number, args: NONE }), ALLOW, name);
    }
  });

  test(`${processor}: the arguments decide about sockets, processes, terminals and options`, () => {
    for (const [name, allowed, ...args] of CASES) {
      const number = NUMBERS[processor].get(name) ?? -1;
      const padded = [...args, ...NONE].slice(0, 6).map(BigInt);
      const found = interpret(program, { abi, number, args: padded });
      assert.equal(found === ALLOW, allowed, `${name} ${args.join()}`);
    }
  });
}

test('a name of the policy is a name of a system call, and stands there once', () => {
  const names = [...ALLOWED, ...Object.keys(GUARDED)];
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(NUMBERS.x64.has(name) || NUMBERS.arm64.has(name), name);
});

test('a processor without a filter gets no sandbox', () => {
  for (const processor of ['ia32', 'riscv64', 's390x', 'toString']) {
    assert.throws(
      () => filterFor(processor),
      (thrown) =>
        thrown instanceof GateError &&
        thrown.code === 'sandbox-unavailable' &&
        thrown.message.includes(processor),
    );
  }
  assert.deepEqual(filterFor('x64'), renderFilter('x64'));
});

const FORBIDDEN = [
  'unshare setns clone3 io_uring_setup io_uring_enter io_uring_register keyctl add_key request_key ptrace',
  'process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd bpf mount umount2',
  'open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr pivot_root chroot userfaultfd statmount',
  'perf_event_open open_by_handle_at name_to_handle_at kexec_load kexec_file_load init_module finit_module',
  'delete_module reboot swapon swapoff quotactl quotactl_fd acct settimeofday adjtimex clock_settime vmsplice',
  'clock_adjtime ioperm iopl memfd_secret seccomp syslog sethostname setdomainname vhangup fanotify_init',
  'fanotify_mark modify_ldt mknod mknodat setxattr lsetxattr fsetxattr io_setup io_submit shmget shmat semget',
  'msgget mq_open mbind set_mempolicy migrate_pages move_pages ioprio_set lookup_dcookie nfsservctl _sysctl',
].flatMap((names) => names.split(' '));

/** From traces of whole runs: the sample review, its sandbox proof, and a conversation of two turns. */
const SEEN = [
  'accept4 access arch_prctl bind brk capget chdir clock_gettime clock_nanosleep close close_range connect',
  'dup2 epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd2 execve exit exit_group fallocate',
  'fcntl fstat fsync ftruncate futex getcwd getdents64 getegid geteuid getgid getgroups getpid getppid',
  'getrandom getsockname getsockopt gettid getuid inotify_add_watch inotify_init1 inotify_rm_watch listen',
  'lseek madvise mkdir mmap mprotect munmap nanosleep newfstatat open openat pidfd_open pipe2 poll pread64',
  'prlimit64 pwrite64 read readlink recvfrom recvmsg rseq rt_sigaction rt_sigprocmask rt_sigreturn',
  'sched_getaffinity sched_getparam sched_getscheduler sched_setscheduler sched_yield sendmmsg sendmsg sendto',
  'set_robust_list set_tid_address setsockopt shutdown sigaltstack stat statfs statx sysinfo',
  'timerfd_create timerfd_settime uname unlink vfork wait4 write clone',
].flatMap((names) => names.split(' '));

const NONBLOCK_CLOEXEC = 0x80800;

/** Name, whether it is allowed, arguments. */
const CASES: readonly (readonly [string, boolean, ...(number | bigint)[]])[] = [
  ['socket', true, 1, 1 | NONBLOCK_CLOEXEC, 0],
  ['socket', true, 2, 1 | NONBLOCK_CLOEXEC, 6],
  ['socket', true, 10, 2 | NONBLOCK_CLOEXEC, 17],
  ...Array.from({ length: 60 }, (_, family) => family)
    .filter((family) => ![1, 2, 10].includes(family))
    .map((family) => ['socket', false, family, 1, 0] as const),
  ['socket', false, 2, 3, 1],
  ['socket', false, 10, 3, 58],
  ['socket', false, 2, 5, 132],
  ['socket', false, 2, 1, 132],
  ['socket', false, 2, 1, 262],
  ['socket', false, 1, 5, 0],
  ['socket', false, 0x1_0000_0010n, 3, 0],
  ['socketpair', true, 1, 1 | NONBLOCK_CLOEXEC, 0],
  ['socketpair', false, 2, 1, 0],
  ['setsockopt', true, 3, 6, 1],
  ['setsockopt', true, 3, 1, 31],
  ['setsockopt', false, 3, 6, 31],
  ['setsockopt', false, 3, 6, 0xffff_ffff_0000_001fn],
  ['setsockopt', false, 3, 282, 1],
  // A thread of the C library, a fork, and each kind of namespace
  ['clone', true, 0x3d0f00],
  ['clone', true, 0x1200011],
  ...[0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000].map(
    (flag) => ['clone', false, flag | 17] as const,
  ),
  ['clone', false, 0xffff_ffff_1000_0011n],
  ['ioctl', true, 1, 0x5401],
  ['ioctl', true, 1, 0x5421],
  ['ioctl', false, 1, 0x5412],
  ['ioctl', false, 1, 0x541c],
  // Upper halves that the kernel does not see must not open what the lower half closes.
  ['ioctl', false, 1, 0x1_0000_5412n],
  ['ioctl', false, 1, 0x8004667e],
  ['prctl', true, 15],
  ['prctl', true, 0x53564d41],
  ['prctl', false, 22],
  ['prctl', false, 35],
  ['prctl', false, 59],
  ['personality', true, 0xffff_ffff],
  ['personality', false, 0x0040000],
  ['personality', false, 8],
];
