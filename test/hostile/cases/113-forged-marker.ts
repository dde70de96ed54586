import type { HostileCase } from '../case.ts';

export const hostile: HostileCase = {
  number: 113,
  title: 'Comments that carry the hidden marker of the gate',
  area: 'output',
  reason: 'This version writes no comments and reads none: there is no marker that anybody could forge.',
  nearest: 'test/main/desk.test.ts',
};
