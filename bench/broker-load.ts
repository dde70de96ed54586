// A long load on the broker: node bench/broker-load.ts [--seconds 120] [--streams 50] [--seed S]. Exits with 1 when
// anything is left of it: an open connection, a descriptor, memory in use, a broker that does not answer.
import { parseArgs } from 'node:util';
import { lineOf, runLoad } from '../test/broker/load.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    streams: { type: 'string', default: '50' },
    seed: { type: 'string', default: '20261120' },
  },
});
const seconds = Math.min(3600, Math.max(1, Number(values.seconds) || 120));
const streams = Math.min(60, Math.max(1, Number(values.streams) || 50));
const loaded = await runLoad({ seconds, streams, seed: Number(values.seed) || 1 }, (line) => {
  console.error(line);
});
const calls = [...loaded.told.values()].reduce((sum, count) => sum + count, 0);
console.log(`before: ${lineOf(loaded.before, 0)}`);
console.log(`peak:   ${lineOf(loaded.peak, calls)}`);
console.log(`after:  ${lineOf(loaded.after, calls)}; ${loaded.left} connections to the provider`);
console.log(`in use: ${loaded.used[0].toFixed(1)} MiB before, ${loaded.used[1].toFixed(1)} MiB after`);
for (const [how, count] of [...loaded.told].sort(([, a], [, b]) => b - a))
  console.log(`${String(count).padStart(8)} ${how}`);
const isSmall = loaded.used[1] < loaded.used[0] + 5;
const isClean =
  isSmall && loaded.isWell && loaded.left === 0 && loaded.after.descriptors <= loaded.before.descriptors;
console.log(isClean ? 'Nothing is left open.' : 'Something is left open.');
process.exitCode = isClean ? 0 : 1;
