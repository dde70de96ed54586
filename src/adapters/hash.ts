import { createHash } from 'node:crypto';

/** SHA-256 of the text's UTF-8 bytes: the first 32 lowercase hex digits. For identity, not for secrecy. */
export function hash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32);
}
