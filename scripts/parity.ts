/*
 * Our semantics against the real OpenCode: `npm run parity -- [--corpus DIR] [--fuzz N] [--seed S] [--only I[,I…]]
 * [--probes N] [--quick]`. Prints what agrees and each disagreement; exits 1 on any, 2 on wrong use or when OpenCode
 * cannot be asked. A generated set-up is replayed with its `--seed S --only I`.
 */
import { parseArgs } from 'node:util';
import { compareCorpus } from '../test/parity/corpus.ts';
import { fuzz } from '../test/parity/fuzz.ts';
import { probe } from '../test/parity/probes.ts';
import type { SetUp } from '../test/parity/set-up.ts';

type Settings = {
  readonly corpus: string | null;
  readonly seed: number;
  readonly indexes: readonly number[];
  readonly isReplay: boolean;
  readonly samples: number;
  readonly probes: number;
};

const SEED = 20_261_118;
/** One sandbox run, so that a hang ends within minutes. */
const BATCH = 500;
const MOST_SHOWN = 40;

process.exitCode = 2;
try {
  process.exitCode = (await run(readSettings())) === 0 ? 0 : 1;
} catch (error) {
  console.error(`parity: ${error instanceof Error ? error.message : String(error)}`);
}

async function run(settings: Settings): Promise<number> {
  const corpus = settings.corpus === null ? 0 : runCorpus(settings.corpus);
  const fuzzed = await runFuzz(settings);
  const probed = settings.probes === 0 ? 0 : await runProbes(settings);
  const total = corpus + fuzzed + probed;
  console.log(total === 0 ? 'parity: no disagreement' : `parity: ${total} disagreements`);
  return total;
}

function runCorpus(folder: string): number {
  const { projects, agents, tools, disagreements } = compareCorpus(folder);
  console.log(
    `corpus: ${projects} projects, ${agents} agents with the same rules, ${tools} tool maps the same`,
  );
  for (const { project, texts } of disagreements) show(`corpus ${project}`, texts);
  return disagreements.length;
}

async function runFuzz({ seed, indexes, samples, isReplay }: Settings): Promise<number> {
  const totals = { setUps: 0, refused: 0, agents: 0, samples: 0, disagreements: 0 };
  for (let from = 0; from < indexes.length; from += BATCH) {
    const batch = indexes.slice(from, from + BATCH);
    const share = Math.ceil((samples * batch.length) / indexes.length);
    const result = await fuzz({ seed, indexes: batch, samples: share, minutes: 9 });
    totals.setUps += result.setUps;
    totals.refused += result.refused;
    totals.agents += result.agents;
    totals.samples += result.samples;
    totals.disagreements += result.disagreements.length;
    for (const { setUp, texts } of result.disagreements) {
      show(`set-up --seed ${seed} --only ${setUp.id}`, texts);
      if (isReplay) showFiles(setUp);
    }
  }
  if (totals.setUps > 0) {
    console.log(
      `fuzz: seed ${seed}, ${totals.setUps} set-ups (${totals.refused} that do not start), ${totals.agents} agents with the same rules, ${totals.samples} of them also by opencode debug agent with the same tools`,
    );
  }
  return totals.disagreements;
}

async function runProbes({ seed, probes }: Settings): Promise<number> {
  const result = await probe(seed, probes, Math.max(2, Math.ceil(probes / 10)));
  console.log(
    `probes: seed ${seed}, ${result.probes} tool calls, ${result.denied} denied, ${result.disagreements.length} judged otherwise`,
  );
  for (const text of result.disagreements) console.log(`  ${text}`);
  return result.disagreements.length;
}

function show(title: string, texts: readonly string[]): void {
  console.log(`DISAGREEMENT ${title}`);
  for (const text of texts.slice(0, MOST_SHOWN)) console.log(`  ${text}`);
}

function showFiles(setUp: SetUp): void {
  console.log(`  started in ${JSON.stringify(setUp.start)}${setUp.isGit ? ', a git repository' : ''}`);
  for (const [path, text] of setUp.files) console.log(`  --- ${path}\n${text}`);
}

function readSettings(): Settings {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      corpus: text,
      fuzz: text,
      seed: text,
      only: text,
      probes: text,
      quick: { type: 'boolean', default: false },
    },
  });
  const { quick, only } = values;
  const count = numberOf('fuzz', values.fuzz ?? (quick ? '150' : '2000'));
  const chosen = only?.split(',').map((index) => numberOf('only', index));
  return {
    corpus: values.corpus ?? null,
    seed: numberOf('seed', values.seed ?? String(SEED)),
    indexes: chosen ?? Array.from({ length: count }, (_, index) => index),
    isReplay: chosen !== undefined,
    samples: chosen === undefined ? Math.ceil(count / (quick ? 50 : 20)) : 0,
    probes: numberOf('probes', values.probes ?? (chosen !== undefined ? '0' : quick ? '20' : '120')),
  };
}

function numberOf(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new Error(`--${name} takes a whole number.`);
}
