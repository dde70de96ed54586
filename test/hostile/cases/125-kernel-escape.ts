import type { HostileCase } from '../case.ts';

export const hostile: HostileCase = {
  number: 125,
  title: 'An unknown hole of the kernel leads out of the sandbox',
  area: 'supply-chain',
  reason:
    'Nobody has such a hole to show. What can be shown is how little of the kernel is left to attack: the syscall filter, no user namespace to be made, no right, a user of its own.',
  nearest: 'test/sandbox/self-test.test.ts',
};
