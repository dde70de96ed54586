import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bareCommand } from '../test/emulators/bare-opencode.ts';
import { commitSetUp, makeSetUp, type Shape } from './make-set-up.ts';
import { type Command, measureCost, measurePeak, median } from './measure.ts';
import { ms, notMeasured, type Row } from './table.ts';

type Size = { readonly agents: number; readonly configs: number };
type Measured = Size & { readonly shape: Shape; readonly time: number; readonly peak: number | null };

const SMALL: Size = { agents: 1_000, configs: 200 };
const LARGE: Size = { agents: 10_000, configs: 2_000 };
const SHAPES: Readonly<Record<Shape, string>> = {
  root: 'agents at the root',
  spread: 'agents in packages',
  mixed: 'agents at the root, permissions in packages',
};

/** The whole command on a made-up repository of growing size, beside OpenCode asked about each agent. */
export async function benchAudit(cli: string, rounds: number): Promise<readonly Row[]> {
  if (!existsSync(cli)) return [notMeasured('audit', 'the command line is not built')];
  const folder = mkdtempSync(join(tmpdir(), 'bench-audit-'));
  try {
    const measure = (shape: Shape, size: Size) =>
      measureSize(cli, join(folder, `${shape}-${size.agents}`), { ...size, shape }, rounds);
    const rows: Row[] = [];
    for (const shape of ['root', 'spread'] as const) {
      const small = await measure(shape, SMALL);
      rows.push(goalRow(small), peakRow(small), growthRow(small, await measure(shape, LARGE)));
      if (shape === 'root') rows.push(besideRow(small, await askOpencode(folder, Math.min(rounds, 3))));
    }
    return [...rows, plainRow(await measure('mixed', SMALL))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureSize(
  cli: string,
  repo: string,
  size: Size & { readonly shape: Shape },
  rounds: number,
): Promise<Measured> {
  commitSetUp(repo, makeSetUp(size.agents, size.configs, size.shape));
  const args = [cli, 'audit', '--repo', repo, '--fail-on', 'never', '--format', 'json'];
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: repo };
  const command: Command = { file: process.execPath, args, env, cwd: repo };
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { code, stderr, wallMs } = await measureCost(command);
    if (code !== 0) throw new Error(`audit ended with ${code}: ${stderr.slice(-200)}`);
    times.push(wallMs);
  }
  // The first one warms the file cache.
  return { ...size, time: median(times.slice(1)), peak: await measurePeak(command) };
}

/** Milliseconds of one `opencode debug agent` on a set-up of the same kind that we made, without its plugins. */
async function askOpencode(folder: string, rounds: number): Promise<number> {
  const directory = join(folder, 'asked');
  for (const { path, bytes } of makeSetUp(3, 2)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
  const cwd = join(directory, 'packages', 'package-0');
  const { remove, file, env } = bareCommand({ baseUrl: 'http://127.0.0.1:9/v1', directory: cwd });
  const { OPENCODE_DISABLE_PROJECT_CONFIG: _, OPENCODE_CONFIG_CONTENT: __, ...settings } = env;
  try {
    const times: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const args = ['debug', 'agent', 'agent-0', '--pure'];
      const { code, stderr, wallMs } = await measureCost({ file, args, env: settings, cwd });
      if (code !== 0) throw new Error(`opencode debug agent ended with ${code}: ${stderr.slice(-200)}`);
      times.push(wallMs);
    }
    return median(times.slice(1));
  } finally {
    remove();
  }
}

function nameOf({ agents, configs, shape }: Measured): string {
  const count = `${agents.toLocaleString('en')} agents and ${configs.toLocaleString('en')} configs`;
  return `auditing ${count}, ${SHAPES[shape]}`;
}

function goalRow(size: Measured): Row {
  return { what: nameOf(size), ours: ms(size.time), beside: '', ratio: '', goal: '< 1000 ms' };
}

function peakRow(size: Measured): Row {
  const ours = size.peak === null ? 'not measured' : megabytes(size.peak);
  return { what: `${nameOf(size)}, peak memory`, ours, beside: '', ratio: '', goal: '< 150 MB' };
}

/** What has no goal, and is here so that nobody takes the rows with one for all there is. */
function plainRow(size: Measured): Row {
  const memory = size.peak === null ? '' : `, ${megabytes(size.peak)}`;
  return { what: nameOf(size), ours: `${ms(size.time)}${memory}`, beside: '', ratio: '', goal: '' };
}

/** Millions of bytes, as the goal is written. */
function megabytes(kib: number): string {
  return `${((kib * 1024) / 1e6).toFixed(0)} MB`;
}

function growthRow(small: Measured, large: Measured): Row {
  const growth = large.time / small.time / (large.agents / small.agents);
  const memory = large.peak === null ? '' : `, ${megabytes(large.peak)}`;
  return {
    what: nameOf(large),
    ours: `${ms(large.time)}${memory}`,
    beside: `${ms(small.time)} for ${small.agents.toLocaleString('en')}`,
    ratio: `${growth.toFixed(2)}×`,
    goal: '≤ 1.2×',
  };
}

function besideRow(size: Measured, asked: number): Row {
  const all = asked * size.agents;
  return {
    what: `${nameOf(size)}, beside OpenCode`,
    ours: ms(size.time),
    beside: `${(all / 1000).toFixed(0)} s: ${ms(asked)} for each agent`,
    ratio: `1 : ${Math.round(all / size.time).toLocaleString('en')}`,
    goal: '',
  };
}
