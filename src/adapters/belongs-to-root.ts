import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whether the file and each folder above it belong to root and can be written by nobody else. */
export async function belongsToRoot(file: string): Promise<boolean> {
  const { uid, mode } = await stat(file);
  if (uid !== 0 || (mode & 0o022) !== 0) return false;
  const parent = dirname(file);
  return parent === file || belongsToRoot(parent);
}
