import { hasUnseen } from './path.ts';

/** Why a component of a path cannot be a file name of ours as it stands, or null when it can. */
export function oddnessOf(component: string): Oddness | null {
  if (component === '') return 'empty';
  if (/^\.+$/.test(component)) return 'dots';
  if (hasUnseen(component)) return 'unseen';
  if (/[\\/]/.test(component)) return 'separator';
  if (/^ |[ .]$/.test(component)) return 'edge';
  if (/^git~\d+$/i.test(component)) return 'short-name';
  if (new TextEncoder().encode(component).length > MAX_COMPONENT_BYTES) return 'long';
  return null;
}

export type Oddness = 'empty' | 'dots' | 'unseen' | 'separator' | 'edge' | 'short-name' | 'long';

/** Names on ext4, APFS and NTFS hold 255 bytes or units; what is added to a name has to fit as well. */
export const MAX_COMPONENT_BYTES = 200;

/**
 * Whether a component names the repository's own directory on some file system: in any case, with code points that
 * HFS+ ignores, as NTFS short name or stream, or with the trailing dots and blanks that NTFS drops.
 */
export function isGitDirectory(component: string): boolean {
  const name = foldName(component);
  return name === '.git' || /^\.git *:/.test(name) || /^git~\d+$/.test(name);
}

/** A name as the most forgiving file system reads it: lower case, ignorable code points and trailing dots gone. */
export function foldName(component: string): string {
  return component
    .normalize('NFC')
    .replace(IGNORED_BY_HFS, '')
    .replace(/[. ]+$/, (tail) => (tail === component ? tail : ''))
    .toLowerCase();
}

const IGNORED_BY_HFS = /\p{Default_Ignorable_Code_Point}/gu;
