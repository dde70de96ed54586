/** What a refused call returns: the kernel's error numbers, the same on all processors that there is a filter for. */
export const ERRNO = {
  notPermitted: 1,
  invalidArgument: 22,
  noTerminal: 25,
  noSystemCall: 38,
  noProtocolOption: 92,
  noAddressFamily: 97,
} as const;

export type Errno = (typeof ERRNO)[keyof typeof ERRNO];

/**
 * A test of one argument, counted from 0. The kernel takes each of these as 32 bits and never sees what is above, so
 * neither does the test: a refusal that compared all 64 would be passed by an odd upper half.
 */
export type Condition = {
  readonly argument: number;
  /** Selects bits; all of them when absent. */
  readonly mask?: number;
  readonly is: 'one-of' | 'none-of';
  readonly values: readonly number[];
};

/** A call that is allowed when all conditions of one of the alternatives hold. */
export type Guard = { readonly anyOf: readonly (readonly Condition[])[]; readonly refusal: Errno };

const oneOf = (argument: number, values: readonly number[]): Condition => ({
  argument,
  is: 'one-of',
  values,
});

const LOCAL = 1;
const INTERNET = [2, 10] as const;
const STREAM_OR_DATAGRAM = [1, 2] as const;
/** Beside the type there are flags in the same argument. */
const SOCKET_TYPE = 0xf;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET; `clone` cannot make a time namespace. */
const NEW_NAMESPACES = 0x7e02_0000;

/**
 * What a program does with its own terminal: its settings (also as termios2), size, group, session and number; never
 * TIOCSTI, TIOCLINUX and their like, which put words into another's mouth. Then what libraries ask of any descriptor
 * (FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, FIOASYNC), and the copy by reference (FICLONE, FICLONERANGE).
 */
const CONTROLS = [
  [0x5401, 0x5402, 0x5403, 0x5404, 0x5409, 0x540b, 0x540f, 0x5410, 0x5411, 0x5413, 0x5414, 0x5429],
  [0x8004_5430, 0x802c_542a, 0x402c_542b, 0x402c_542c, 0x402c_542d],
  [0x541b, 0x5421, 0x5450, 0x5451, 0x5452, 0x4004_9409, 0x4020_940d],
].flat();

/** Options of `prctl` by which a process asks about itself or limits itself. */
const PROCESS_OPTIONS = [
  // Signal at the parent's death, dumps, name, time slack, child subreaper, huge pages, its own auxiliary vector
  [1, 2, 3, 4, 15, 16, 29, 30, 36, 37, 40, 41, 42, 0x4155_5856],
  // Capabilities, which can only become fewer, no new privileges, whether there is a filter, names of memory
  [8, 21, 23, 24, 27, 28, 38, 39, 47, 0x5356_4d41],
  // The processor's guards: speculation, pointer authentication, tagged and write-or-execute memory, shadow stacks
  [51, 52, 53, 54, 55, 56, 61, 64, 65, 66, 74, 75, 76],
].flat();

/** Calls that depend on their arguments. */
export const GUARDED: Readonly<Record<string, Guard>> = {
  clone: { anyOf: [[{ ...oneOf(0, [0]), mask: NEW_NAMESPACES }]], refusal: ERRNO.notPermitted },
  // What kind of sockets there may be: no netlink, packet, vsock, crypto, raw, SCTP or multipath.
  socket: {
    anyOf: [
      [
        oneOf(0, [LOCAL, ...INTERNET]),
        { ...oneOf(1, STREAM_OR_DATAGRAM), mask: SOCKET_TYPE },
        oneOf(2, [0, 6, 17]),
      ],
    ],
    refusal: ERRNO.noAddressFamily,
  },
  socketpair: {
    anyOf: [[oneOf(0, [LOCAL]), { ...oneOf(1, [1, 2, 5]), mask: SOCKET_TYPE }]],
    refusal: ERRNO.noAddressFamily,
  },
  // Of TCP all but TCP_ULP (31), which loads protocols into the kernel.
  setsockopt: {
    anyOf: [[oneOf(1, [0, 1, 17, 41])], [oneOf(1, [6]), { argument: 2, is: 'none-of', values: [31] }]],
    refusal: ERRNO.noProtocolOption,
  },
  ioctl: { anyOf: [[oneOf(1, CONTROLS)]], refusal: ERRNO.noTerminal },
  prctl: { anyOf: [[oneOf(0, PROCESS_OPTIONS)]], refusal: ERRNO.invalidArgument },
  // Asking, and becoming what one is.
  personality: { anyOf: [[oneOf(0, [0, 0xffff_ffff])]], refusal: ERRNO.notPermitted },
};

/** Calls with whatever arguments, by what they are for. A processor that lacks one is not asked for it. */
export const ALLOWED: readonly string[] = [
  // Files and directories
  'read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek open openat openat2 creat',
  'close close_range dup dup2 dup3 fcntl flock stat fstat lstat newfstatat statx access faccessat faccessat2',
  'readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir rename renameat renameat2',
  'link linkat unlink unlinkat symlink symlinkat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat',
  'truncate ftruncate fallocate fadvise64 readahead fsync fdatasync sync_file_range syncfs sendfile splice tee',
  'copy_file_range utime utimes utimensat futimesat umask statfs fstatfs getxattr lgetxattr fgetxattr',
  'listxattr llistxattr flistxattr cachestat inotify_init inotify_init1 inotify_add_watch inotify_rm_watch',
  // Memory
  'mmap munmap mremap mprotect madvise brk msync mincore mlock mlock2 munlock mlockall munlockall memfd_create',
  'pkey_alloc pkey_free pkey_mprotect membarrier mseal map_shadow_stack',
  // Processes and threads
  'fork vfork execve execveat exit exit_group wait4 waitid kill tkill tgkill pidfd_open pidfd_send_signal',
  'getpid getppid gettid getpgid getpgrp setpgid getsid setsid getuid geteuid getgid getegid getresuid',
  'getresgid getgroups capget arch_prctl set_tid_address set_robust_list get_robust_list rseq futex',
  'futex_waitv futex_wait futex_wake futex_requeue sched_yield sched_getaffinity sched_setaffinity',
  'sched_getparam sched_setparam sched_getscheduler sched_setscheduler sched_getattr sched_setattr',
  'sched_get_priority_max sched_get_priority_min sched_rr_get_interval getpriority setpriority getcpu',
  'getrlimit setrlimit prlimit64 getrusage times sysinfo uname getrandom',
  // Giving up rights: the way down from a root's start; with no right left, each of them changes nothing
  'capset setuid setgid setreuid setregid setresuid setresgid setgroups',
  // Signals, waiting and time
  'rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending rt_sigtimedwait rt_sigqueueinfo',
  'rt_tgsigqueueinfo sigaltstack restart_syscall pause alarm signalfd signalfd4 eventfd eventfd2 pipe pipe2',
  'poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2',
  'timerfd_create timerfd_settime timerfd_gettime timer_create timer_settime timer_gettime timer_getoverrun',
  'timer_delete getitimer setitimer nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time',
  // Sockets that exist
  'bind listen accept accept4 connect shutdown getsockname getpeername getsockopt sendto recvfrom sendmsg',
  'recvmsg sendmmsg recvmmsg',
].flatMap((names) => names.split(' '));

/** For all else: as a kernel without the call would answer, which is what programs are prepared for. */
export const REST = ERRNO.noSystemCall;
