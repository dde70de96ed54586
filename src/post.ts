import { join } from 'node:path';
import { complain } from './adapters/output/complain.ts';
import { reasonOf } from './errors.ts';
import { cleanUp } from './post/clean-up.ts';
import { findPlace } from './post/find-place.ts';

// Composition root of the post step. It needs no input, no key and no token. A run that came to its end has its exit
// code already, and nothing that happens here fails its job; one that did not is no green, so that this fails as well.

/** Whatever hangs: the runner waits for us, and people wait for the runner. */
const MOST_MS = 4_500;

const place = findPlace(process.env);
const exitCode = place?.isUnfinished === true ? 2 : 0;
const end = (error: unknown) => {
  complain(reasonOf(error).message);
  process.exit(exitCode);
};
process.on('uncaughtException', end);
setTimeout(() => process.exit(exitCode), MOST_MS);
if (place !== null) {
  const main = join(import.meta.dirname, '..', 'main', 'index.js');
  await cleanUp(process.env, place, main).catch(end);
}
process.exit(exitCode);
