import type { HostileCase } from '../case.ts';

export const hostile: HostileCase = {
  number: 115,
  title: 'A publication that is refused, so that the raw text is printed in its place',
  area: 'output',
  reason: 'This version publishes through files and the log alone; no interface of GitHub can refuse a text.',
  nearest: 'test/main/desk.test.ts',
};
