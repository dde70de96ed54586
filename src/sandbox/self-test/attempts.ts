import { isKnown } from '../filter/filter-for.ts';
import { NUMBERS, type Processor } from '../filter/numbers.ts';
import { GUARDED, REST } from '../filter/policy.ts';
import { type Call, renderCaller } from './caller.ts';

/** A call that the filter must answer itself, with this number. */
export type Attempt = Call & { readonly name: string; readonly result: number };

/**
 * What is tried in every proof. Each call is made so that it does no harm where there is no filter, and so that the
 * kernel's own answer is another one, if the kernel has such a call.
 */
export function attempts(processor: Processor): readonly Attempt[] {
  const numbers = NUMBERS[processor];
  return CALLS.flatMap(([name, ...args]) => {
    const number = numbers.get(name);
    return number === undefined ? [] : [{ name, number, args, result: -(GUARDED[name]?.refusal ?? REST) }];
  });
}

/** The attempts of the processor that Node names so; none where there is no filter, which is then seen as missing. */
export const attemptsFor = (processor: string): readonly Attempt[] =>
  isKnown(processor) ? attempts(processor) : [];

/** The executable, as base64, that makes the attempts after a call that always works. */
export function callerFor(processor: string): string {
  if (!isKnown(processor)) return '';
  const works = { number: NUMBERS[processor].get('getpid') ?? 0, args: [] };
  return renderCaller(processor, [works, ...attempts(processor)]).toString('base64');
}

const NOBODY = 0x7fff_ffff;

const CALLS: readonly (readonly [string, ...number[]])[] = [
  // Families and kinds of sockets: netlink, packet, crypto, virtual machines, Bluetooth; raw, SCTP, multipath
  ['socket', 16, 3, 0],
  ['socket', 17, 3, 0],
  ['socket', 38, 5, 0],
  ['socket', 40, 1, 0],
  ['socket', 31, 3, 1],
  ['socket', 2, 3, 1],
  ['socket', 2, 1, 132],
  ['socket', 2, 1, 262],
  ['setsockopt', -1, 6, 31, 0, 0],
  // Namespaces: of users by `unshare` and, with flags that contradict each other, by `clone`
  ['clone', 0x1000_0800],
  ['clone3', -1, 0],
  ['setns', -1, 0],
  // Other processes
  ['ptrace', 16, NOBODY],
  ['process_vm_readv', NOBODY, -1, 1, -1, 1, 0],
  ['process_vm_writev', NOBODY, -1, 1, -1, 1, 0],
  ['pidfd_getfd', -1, 0, 0],
  ['kcmp', NOBODY, NOBODY, 0, 0, 0],
  // Mounts, old and new
  ['mount', -1, -1, -1, 0, 0],
  ['umount2', -1, 0],
  ['pivot_root', -1, -1],
  ['chroot', -1],
  ['open_tree', -1, -1, -1],
  ['move_mount', -1, -1, -1, -1, -1],
  ['fsopen', -1, -1],
  ['fsconfig', -1, -1, 0, 0, 0],
  ['fsmount', -1, -1, -1],
  ['fspick', -1, -1, -1],
  ['mount_setattr', -1, -1, -1, -1, 0],
  // Large pieces of kernel that a review has no use for
  ['io_uring_setup', 1, -1],
  ['io_uring_enter', -1, 0, 0, 0, 0, 0],
  ['io_uring_register', -1, -1, 0, 0],
  ['bpf', -1, -1, -1],
  ['perf_event_open', -1, -1, -1, -1, -1],
  ['userfaultfd', -1],
  ['add_key', -1, -1, 0, 0, 0],
  ['request_key', -1, -1, 0, 0],
  ['keyctl', -1],
  ['memfd_secret', -1],
  ['fanotify_init', -1, -1],
  ['vmsplice', -1, -1, 0, -1],
  ['io_setup', -1, -1],
  ['shmget', 0, 0, 0],
  ['seccomp', -1, 0, 0],
  // Files by handle, devices, terminals
  ['name_to_handle_at', -1, -1, -1, -1, -1],
  ['open_by_handle_at', -1, -1, -1],
  ['mknodat', -1, -1, -1, 0],
  ['ioctl', -1, 0x5412, 0],
  ['ioctl', -1, 0x541c, 0],
  ['quotactl', -1, -1, -1, -1],
  // The machine itself
  ['init_module', -1, 0, -1],
  ['finit_module', -1, -1, -1],
  ['delete_module', -1, -1],
  ['kexec_load', -1, -1, 0, -1],
  ['kexec_file_load', -1, -1, 0, 0, -1],
  ['reboot', -1, -1, -1, -1],
  ['swapon', -1, -1],
  ['acct', -1],
  ['settimeofday', -1, -1],
  ['clock_settime', -1, -1],
  ['adjtimex', -1],
  ['sethostname', -1, -1],
  ['syslog', -1, -1, -1],
  ['ioperm', -1, -1, 1],
  ['iopl', 4],
  ['personality', 8],
  ['unshare', 0x1000_0000],
];
