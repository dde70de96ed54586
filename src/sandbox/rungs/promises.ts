import { INSIDE_ID } from '../inside.ts';
import type { Promises } from '../sandbox.ts';
import { CONTENT, UNWRITABLE } from '../self-test/content.ts';

/** What bwrap in a user namespace promises, and any other rung as far as it does not say otherwise. */
export const BWRAP_PROMISES: Promises = {
  users: [INSIDE_ID, INSIDE_ID + 1],
  ownUserNamespace: true,
  first: 'bare',
  filter: 'ours',
  content: CONTENT,
  unwritable: UNWRITABLE,
  // bwrap is there anyway, as process 1; with a user namespace to be had it would succeed.
  nested: ['/usr/bin/bwrap', '--unshare-user', '--ro-bind', '/', '/', '/usr/bin/prlimit', '--version'],
  memory: 'data-limit',
};
