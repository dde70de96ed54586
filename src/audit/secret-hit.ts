import type { Hit } from './rule.ts';
import type { Secret } from './secrets.ts';

/**
 * The place of a credential. It is recognised by its masked line and a few digits of a hash: another credential in
 * the same place is a new finding, and nobody can tell the credential from the fingerprint.
 */
export function hitForSecret({
  path,
  startLine,
  endLine,
  what,
  evidence,
  check,
}: Secret): Omit<Hit, 'message'> {
  return { path, line: startLine, endLine, evidence, identity: `${what}\n${evidence}\n${check}` };
}
