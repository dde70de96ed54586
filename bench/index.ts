// Prints ratios from one run on this machine. It measures and never judges: no number makes it fail.
//   node bench/index.ts [--rounds N] [--only review|cold-start|diff|audit|broker|action] [--cli FILE]
// --cli measures another build than dist/cli/index.js, for example that of another commit.
import { arch, cpus, release } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAction } from './action.ts';
import { benchAudit } from './audit.ts';
import { benchBroker } from './broker.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDiff } from './diff.ts';
import { benchReview } from './review.ts';
import { notMeasured, type Row, renderTable } from './table.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    cli: { type: 'string', default: join(import.meta.dirname, '..', 'dist', 'cli', 'index.js') },
  },
});
const cli = resolve(values.cli);
const rounds = Math.max(1, Math.min(50, Math.trunc(Number(values.rounds)) || 5));

const BENCHES: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  review: () => benchReview(cli, rounds),
  'cold-start': () => benchColdStart(cli, rounds),
  diff: () => benchDiff(rounds),
  audit: () => benchAudit(cli, rounds),
  broker: () => benchBroker(cli, rounds),
  action: () => benchAction(rounds),
};

const names = Object.keys(BENCHES).filter((name) => values.only === undefined || values.only === name);
if (names.length === 0) console.error(`--only takes one of: ${Object.keys(BENCHES).join(', ')}`);

const rows: Row[] = [];
for (const name of names) {
  console.error(`measuring ${name} …`);
  try {
    rows.push(...((await BENCHES[name]?.()) ?? []));
  } catch (error) {
    rows.push(notMeasured(name, error instanceof Error ? error.message : String(error)));
  }
}

const NOTES: Readonly<Record<string, string>> = {
  review: `- review: \`review --format json\` of the demo's sample pull request, beside \`opencode run --format json\` without
  sandbox, broker, git or audit. Both get the same brief and talk to the same scripted model, which is no model and
  answers at once, so that only our own cost and OpenCode's are seen. The rounds alternate; medians, with the least and
  the most in brackets. CPU is user and system time of the command and of all its descendants.
- peak memory: the kernel's high-water mark of the command's own process in one more run; children are not in it.`,
  'cold-start': '- cold start: from spawn to exit, four samples per round, medians.',
  diff: `- diff: reading a change of so many files from a real repository, hunks included; medians. Beside it is the next
  smaller size. The ratio is the growth of the time per tenfold of files, over tenfold: 1.00 is linear; less is a
  fixed cost that is shared by more files, which is why each further file is given too.`,
  audit: `- audit: \`audit --format json\` from spawn to exit on a made-up monorepo with a config in each package; medians. The
  agents are all at the root, where every package sees them, or spread over the packages; in the last row a third of
  the packages have permissions of their own, so that each agent of the root is another one there. The ratio of the
  larger one is the growth of the time per tenfold, over tenfold: 1.00 is linear. Peak memory: the kernel's high-water
  mark of the process in one more run.
  OpenCode's own answer is one \`debug agent\` for each agent, extrapolated from a few starts on a set-up of 3 agents.`,
  broker: `- broker: an answer streamed straight from a provider on loopback and through the broker in turns, each on a new
  connection; medians. Memory: the kernel's high-water mark while 50 answers of 8 MiB pass at once, of which the pages of
  Node's executable are shared with the gate's own process; "of its own" is the anonymous memory.`,
  action: `- action: the committed bundles as the runner starts them, beside a Node that does nothing; a whole step without a review,
  with git and a GitHub on loopback, which GitHub's client paces at a second between two changes.`,
};

const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Linux ${release()} ${arch()}`;
console.log(renderTable(rows));
console.log(`\n${machine}, Node ${process.version}, ${rounds} rounds.\n`);
for (const name of names) console.log(NOTES[name] ?? '');
