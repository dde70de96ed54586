/*
 * What reads and writes foreign bytes, against random hostile input: `npm run fuzz -- [--target NAME] [--seed S]
 * [--from I] [--count N]`. Prints each broken promise with the command that replays it; exits 1 on any, 2 on wrong
 * use. Without a count, each target makes ten times the attempts that the tests make.
 */
import { parseArgs } from 'node:util';
import { fuzz, SEED, TARGETS } from '../test/fuzz/fuzz.ts';

process.exitCode = 2;
try {
  process.exitCode = run() === 0 ? 0 : 1;
} catch (error) {
  console.error(`fuzz: ${error instanceof Error ? error.message : String(error)}`);
}

function run(): number {
  const { values } = parseArgs({
    options: {
      target: { type: 'string' },
      seed: { type: 'string', default: String(SEED) },
      from: { type: 'string', default: '0' },
      count: { type: 'string' },
    },
  });
  const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  if (targets.length === 0)
    throw new Error(`there is no such target; use one of: ${TARGETS.map(({ name }) => name).join(', ')}.`);
  const seed = numberOf('seed', values.seed);
  const from = numberOf('from', values.from);
  let total = 0;
  for (const { name, count, attempt } of targets) {
    const most = values.count === undefined ? count * 10 : numberOf('count', values.count);
    const broken = fuzz(attempt, { seed, from, count: most });
    console.log(`${name}: ${most} attempts from ${from}, seed ${seed}, ${broken.length} broken`);
    for (const { index, why } of broken)
      console.log(
        `  npm run fuzz -- --target '${name}' --seed ${seed} --from ${index} --count 1\n    ${why.slice(0, 400)}`,
      );
    total += broken.length;
  }
  return total;
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${flag} must be a whole number, and "${text.slice(0, 40)}" is none.`);
}
