import type { Cleaner } from '../test/adapters/git/make-repository.ts';
import { MAIN, POST } from '../test/dist.ts';
import { type Github, startGithub } from '../test/emulators/github/start-github.ts';
import { pullRequestEvent } from '../test/emulators/runner/events.ts';
import { startGitServer } from '../test/emulators/runner/git-server.ts';
import { checkout, makePull } from '../test/emulators/runner/pull.ts';
import { runStep, type StepOptions } from '../test/emulators/runner/run-step.ts';
import { measureEnd, measureStart, median } from './measure.ts';
import { ms, type Row, ratioOf } from './table.ts';

/** Agents that may do everything, each of them several findings. */
const AGENTS = 20;

/** What a step of a workflow costs: the start of both bundles, and what the surfaces of GitHub's API add to an audit. */
export async function benchAction(rounds: number): Promise<readonly Row[]> {
  const cleaning: (() => unknown)[] = [];
  try {
    return [
      ...startRows(rounds),
      ...(await surfaceRows({ after: (clean) => void cleaning.push(clean) }, rounds)),
    ];
  } finally {
    for (const clean of cleaning.toReversed()) await clean();
  }
}

/** Without its variables main says in one sentence that this is no workflow, and post has nothing to do. */
function startRows(rounds: number): readonly Row[] {
  const times = { bare: [] as number[], main: [] as number[], post: [] as number[] };
  for (let round = 0; round < rounds * 4; round += 1) {
    times.bare.push(measureStart(process.execPath, ['-e', '0']));
    times.main.push(measureEnd(process.execPath, [MAIN]));
    times.post.push(measureEnd(process.execPath, [POST]));
  }
  return (['main', 'post'] as const).map((name) => ({
    what: `start of the Action's ${name} bundle, to its exit`,
    ours: ms(median(times[name])),
    beside: `${ms(median(times.bare))} node -e 0`,
    ratio: ratioOf(median(times[name]), median(times.bare)),
    goal: name === 'main' ? '≤ 250 ms' : '≤ 150 ms',
  }));
}

async function surfaceRows(t: Cleaner, rounds: number): Promise<readonly Row[]> {
  const agent = '---\npermission: allow\n---\nRead.\n';
  const names = Array.from({ length: AGENTS }, (_, at) => `.opencode/agent/a${at}.md`);
  const pull = makePull(t, { base: {}, head: Object.fromEntries(names.map((name) => [name, agent])) });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const options: StepOptions = {
    event: pullRequestEvent(pull),
    workspace: checkout(t, pull, { depth: 0, server: server.url }),
    server: server.url,
    inputs: { review: 'off' },
  };
  const open = () =>
    startGithub(t, { directory: pull.repository.directory, pulls: [{ number: 7, head: pull.head }] });
  const plain: number[] = [];
  const pushes: Run[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    plain.push((await runStep(t, options)).ms);
    const github = await open();
    for (const runs of pushes) runs.push(await timed(t, github, options));
  }
  return pushes.map((runs, at) => ({
    what: `audit with ${AGENTS} agents, check run and comments, ${at === 0 ? 'first' : 'second'} run`,
    ours: `${ms(median(runs.map((run) => run.ms)))}, ${median(runs.map(({ requests }) => requests))} requests`,
    beside: `${ms(median(plain))} without the API`,
    ratio: ratioOf(median(runs.map((run) => run.ms)), median(plain)),
    goal: '≤ 60 requests',
  }));
}

type Run = { readonly ms: number; readonly requests: number };

async function timed(t: Cleaner, github: Github, options: StepOptions): Promise<Run> {
  const before = github.requests.length;
  const step = await runStep(t, { ...options, api: github.url });
  if (step.outputs['verdict'] !== 'block') throw new Error(`The run came to ${step.outputs['verdict']}.`);
  return { ms: step.ms, requests: github.requests.length - before };
}
