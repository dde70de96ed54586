import { numberFor } from './user.ts';

export const showLabel = (name: string) => ({
  id: numberFor(name),
  name,
  color: 'ededed',
  default: false,
  description: null,
});
