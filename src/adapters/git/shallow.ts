import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectId } from '../../change/change.ts';
import type { Store } from './store.ts';

/** The commits whose parents are missing because the clone was cut there; empty for a full clone. */
export async function shallowCommits({ objects }: Pick<Store, 'objects'>): Promise<ReadonlySet<ObjectId>> {
  const text = await readFile(join(objects, 'shallow'), 'latin1').catch(() => '');
  return new Set(text.split('\n').filter((line) => line !== ''));
}
