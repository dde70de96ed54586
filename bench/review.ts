import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeSample, type Sample } from '../src/demo/make-sample.ts';
import { type ScriptedModel, startScriptedModel } from '../src/demo/model/scripted-model.ts';
import { readBrief } from '../src/demo/reviewer/read-brief.ts';
import { BASE } from '../src/demo/sample/base.ts';
import { CHANGED } from '../src/demo/sample/head.ts';
import { reviewerScenario } from '../src/demo/scenario.ts';
import { bareCommand } from '../test/emulators/bare-opencode.ts';
import { type Command, type Cost, measureCost, measurePeak, median } from './measure.ts';
import { mib, ms, notMeasured, type Row, ratioOf } from './table.ts';

/** The whole review of the sample, beside a bare OpenCode that gets the very same brief from the same model. */
export async function benchReview(cli: string, rounds: number): Promise<readonly Row[]> {
  if (!existsSync(cli)) return [notMeasured('review', 'the command line is not built')];
  const folder = await mkdtemp(join(tmpdir(), 'bench-review-'));
  const model = await startScriptedModel(reviewerScenario, { maxMs: 30 * 60_000, maxRequests: 100_000 });
  try {
    const sample = await makeSample(join(folder, 'repo'));
    return await measure(reviewCommand(cli, sample, model.url, folder), rounds, model);
  } finally {
    await model.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(ours: Command, rounds: number, model: ScriptedModel): Promise<readonly Row[]> {
  const first = await measureCost(ours);
  const brief = model.requests.find(({ tools }) => tools.length > 0)?.user[0];
  if (brief === undefined) return [notMeasured('review', reasonOf(first))];
  const bare = await bareReview(brief, model.url, join(ours.cwd, 'view'));
  const costs: { readonly ours: Cost[]; readonly bare: Cost[] } = { ours: [], bare: [] };
  await bare.use((command) => measureCost(command));
  for (let round = 0; round < rounds; round += 1) {
    costs.ours.push(await measureCost(ours));
    costs.bare.push(await bare.use((command) => measureCost(command)));
  }
  const peaks = { ours: await measurePeak(ours), bare: await bare.use((command) => measurePeak(command)) };
  return [...timeRows(costs), memoryRow(peaks), ...oddEnds(costs)];
}

function reviewCommand(cli: string, { repo, base, head }: Sample, url: string, cwd: string): Command {
  const range = ['--repo', repo, '--base', base, '--head', head];
  const model = ['--model', 'local/no-model', '--base-url', `${url}/v1`];
  return {
    file: process.execPath,
    args: [cli, 'review', ...range, ...model, '--format', 'json'],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: cwd },
    cwd,
  };
}

type Bare = { use<T>(run: (command: Command) => Promise<T>): Promise<T> };

/** The files of the head under the names that the brief gives them, and the brief with that directory in it. */
async function bareReview(brief: string, url: string, view: string): Promise<Bare> {
  const { directory = '/pr', files = [] } = readBrief(brief) ?? {};
  const names = new Map(files.map(({ path, readAs }) => [path, readAs.slice(directory.length + 1)]));
  for (const [path, content] of Object.entries({ ...BASE, ...CHANGED })) {
    const place = join(view, names.get(path) ?? path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, content);
  }
  const input = brief.replaceAll(`${directory}/`, `${view}/`).replaceAll(`in ${directory}`, `in ${view}`);
  return {
    /** Each run has an empty home of its own, as ours has; making and removing it is not measured. */
    async use(run) {
      const { remove, ...command } = bareCommand({ baseUrl: `${url}/v1`, directory: view });
      try {
        return await run({ ...command, cwd: view, input });
      } finally {
        remove();
      }
    },
  };
}

type Costs = { readonly ours: readonly Cost[]; readonly bare: readonly Cost[] };

function timeRows({ ours, bare }: Costs): readonly Row[] {
  return (['wallMs', 'cpuMs'] as const).map((key) => {
    const [mine, beside] = [ours.map((cost) => cost[key]), bare.map((cost) => cost[key])];
    return {
      what: `review of the sample, ${key === 'wallMs' ? 'wall clock' : 'CPU of all processes'}`,
      ours: spread(mine),
      beside: `${spread(beside)} bare opencode run`,
      ratio: ratioOf(median(mine), median(beside)),
      goal: '≤ 1.15×',
    };
  });
}

function spread(values: readonly number[]): string {
  return `${ms(median(values))} (${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))})`;
}

function memoryRow(peaks: { readonly ours: number | null; readonly bare: number | null }): Row {
  const { ours, bare } = peaks;
  if (ours === null || bare === null) return notMeasured('peak memory', 'a process ended before it was read');
  return {
    what: 'peak memory of our process (VmHWM)',
    ours: mib(ours),
    beside: `${mib(bare)} bare opencode run`,
    ratio: ratioOf(ours, bare),
    goal: '',
  };
}

/** A run that did not come to its verdict did less work, so its time says nothing; that has to be seen. */
function oddEnds({ ours, bare }: Costs): readonly Row[] {
  const odd = [...ours.filter(({ code }) => code !== 1), ...bare.filter(({ code }) => code !== 0)];
  return odd.slice(0, 1).map((cost) => notMeasured('warning: a run ended otherwise', reasonOf(cost)));
}

function reasonOf({ code, stderr }: Cost): string {
  const lines = stderr.trim().split('\n');
  return `exit code ${code}, ${(lines.at(-1) ?? '').replaceAll('|', '/').slice(0, 160) || 'no message'}`;
}
