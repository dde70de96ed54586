import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Responder } from '../../src/demo/model/conversations.ts';
import { startScriptedModel } from '../../src/demo/model/scripted-model.ts';
import { readBrief } from '../../src/demo/reviewer/read-brief.ts';
import { type Cleaner, makeDirectory } from '../adapters/git/make-repository.ts';
import { type Github, startGithub } from '../emulators/github/start-github.ts';
import { pullRequestEvent } from '../emulators/runner/events.ts';
import { type GitServer, startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull, type Pull } from '../emulators/runner/pull.ts';
import { runPost } from '../emulators/runner/run-post.ts';
import {
  type RunningStep,
  type StepOptions,
  type StepResult,
  startStep,
} from '../emulators/runner/run-step.ts';
import type { Run, Scenario, Stage } from './scenario.ts';

/** Runs the Action once, main and post, before a GitHub, a git server and a model of its own. */
export async function runScenario(t: Cleaner, scenario: Scenario): Promise<Run> {
  const { files = {} } = scenario;
  const pull = makePull(t, { base: { 'a.ts': 'old();\n', ...files.base }, head: files.head ?? HEAD });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const github = await openGithub(t, scenario, pull);
  const stage: Stage = { pull, github };
  scenario.before?.(stage);
  let running: RunningStep | null = null;
  const interfere = once(async () => {
    await scenario.meanwhile?.({ ...stage, ...(running === null ? {} : { running }) });
  });
  const model = await openModel(t, scenario, scenario.onLine === undefined ? interfere : () => undefined);
  const options: StepOptions = {
    event: scenario.event?.(pull) ?? pullRequestEvent(pull),
    workspace: workspaceOf(t, scenario, pull, server),
    inputs: inputsOf(scenario, model.url),
    ...(scenario.unreachable === 'server' ? {} : { server: server.url }),
    api: scenario.unreachable === 'api' ? 'http://127.0.0.1:9' : github.url,
    ...(scenario.env === undefined ? {} : { env: scenario.env }),
  };
  running = startStep(t, options);
  if (scenario.onLine !== undefined) void waitFor(running, scenario.onLine).then(interfere);
  const step = await running.result;
  const post = await runPost(t, options, step);
  return { step, post, github, ...readRun(step, github) };
}

export const HEAD = { 'a.ts': 'first();\nsecond();\nthird();\n' };

function openGithub(t: Cleaner, scenario: Scenario, pull: Pull): Promise<Github> {
  const { permissions = { contents: 'read' }, faults, rate, headRepository } = scenario;
  // The faults are told about the stage only when they befall somebody.
  const stage = { pull } as Stage;
  const github: Promise<Github> = startGithub(t, {
    directory: pull.repository.directory,
    pulls: [
      {
        number: 7,
        head: pull.head,
        mergeSha: pull.merge,
        ...(headRepository === undefined ? {} : { headRepository }),
      },
    ],
    permissions,
    people: { alice: { role: 'maintain' }, mallory: { role: 'read' } },
    ...(rate === undefined ? {} : { rate }),
    ...(faults === undefined ? {} : { faults: faults(stage) }),
  });
  return github;
}

async function openModel(t: Cleaner, { review = [] }: Scenario, meanwhile: () => unknown) {
  const report: Responder = (request) => {
    const read = readBrief(request.user[0] ?? '')?.files ?? [];
    const findings = typeof review === 'function' || review === 'off' ? [] : review;
    const reviewed = read.map(({ path }) => path);
    return { text: JSON.stringify({ version: 1, summary: 'Read.', findings, reviewed }) };
  };
  const respond: Responder = (request) => {
    void meanwhile();
    return typeof review === 'function' ? review(request) : report(request);
  };
  const model = await startScriptedModel({ respond }, { maxMs: 120_000 });
  t.after(() => void model.close());
  return model;
}

function workspaceOf(t: Cleaner, scenario: Scenario, pull: Pull, server: GitServer): string {
  const { checkout: depth = 0 } = scenario;
  if (depth === 'none') return makeDirectory(t);
  if (depth === 'base') return checkout(t, pull, { depth: 1, sha: pull.tip, server: server.url });
  return checkout(t, pull, { depth, server: server.url });
}

function inputsOf({ review, inputs = {} }: Scenario, url: string): Readonly<Record<string, string>> {
  const model = {
    model: 'local/scripted',
    'base-url': `${url}/v1`,
    'api-key': 'sk-key-of-the-test-0123456789',
  };
  const usual = review === 'off' ? { review: 'off' } : model;
  const all = Object.entries({ ...usual, ...inputs }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return Object.fromEntries(all);
}

function readRun(step: StepResult, github: Github): Pick<Run, 'codes' | 'writes' | 'isReviewed'> {
  const report = readReport(step.outputs['report-file'] ?? '');
  const writes = github.requests
    .filter(({ method, status }) => method !== 'GET' && status >= 200 && status < 300)
    .map(({ method, path }) => `${method} ${nameOf(path)}`);
  return {
    codes: report?.reasons.map(({ code }) => code) ?? [],
    writes,
    isReviewed: report?.review.verdict !== 'inconclusive' && report?.review.coverage.complete === true,
  };
}

type Report = {
  readonly review: { readonly verdict: string; readonly coverage: { readonly complete: boolean } };
  readonly reasons: readonly { readonly code: string }[];
};

function readReport(path: string): Report | null {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : null;
}

/** The last words of a path that are no number. */
function nameOf(path: string): string {
  const words = (path.split('?')[0] ?? '')
    .split('/')
    .filter((word) => word !== '' && !/^[\d.]+$/u.test(word));
  return words.at(-1) ?? '';
}

function once(run: () => Promise<unknown>): () => Promise<unknown> {
  let started: Promise<unknown> | null = null;
  return () => (started ??= run());
}

async function waitFor(running: RunningStep, line: string): Promise<void> {
  for (let left = 4_000; left > 0 && !running.output().includes(line); left -= 1) await sleep(10);
}
