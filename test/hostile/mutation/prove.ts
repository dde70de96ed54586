// The proof that comes before each review, for every rung that can be had here: prints the failed checks of the first
// one that is refused, or nothing.
import { DEFAULT_LIMITS } from '../../../src/sandbox/limits.ts';
import { bwrapUserns } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { rootLaunch } from '../../../src/sandbox/rungs/root-launch.ts';
import { selfTest } from '../../../src/sandbox/self-test.ts';
import { privately } from '../kit/in-process.ts';
import { mountsFor } from '../kit/inside.ts';
import { openPlace } from '../kit/place.ts';
import { isRoot } from '../lane.ts';

for (const rung of isRoot() ? [rootLaunch, bwrapUserns] : [bwrapUserns]) {
  const place = openPlace(isRoot() ? 'root' : 'userns', { file: '', version: '' });
  const mounts = await mountsFor(privately(place), 'on', { source: '' });
  const { passed, checks } = await selfTest(rung, mounts, DEFAULT_LIMITS);
  await place.close();
  const failed = Object.keys(checks).filter((name) => checks[name] !== true);
  if (passed) continue;
  console.log(`${rung.name}: ${failed.join(', ')}`);
  break;
}
process.exit(0);
