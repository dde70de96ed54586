/*
 * Runs inside the sandbox, where there is no network: starts `opencode serve` processes, asks them about every folder
 * of /job/job.json, and starts `opencode debug agent` for what only that prints. Answers go to files, one JSON line
 * each, because a pipe from OpenCode is cut at 64 KiB.
 */
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Job, Probe } from './job.mts';

/** Each process has its own, so that they do not wait for each other's locks; outside they are all called this. */
const HOME = '/home/parity';
const DEPENDENCIES = { dependencies: { '@opencode-ai/plugin': '1.18.33' } };
const job = JSON.parse(readFileSync('/job/job.json', 'utf8')) as Job;

function environment(home: string): NodeJS.ProcessEnv {
  const config = `${home}/.config/opencode`;
  mkdirSync(`${config}/node_modules`, { recursive: true });
  mkdirSync(`${home}/tmp`, { recursive: true });
  writeFileSync(`${config}/package.json`, JSON.stringify(DEPENDENCIES));
  writeFileSync(
    `${config}/package-lock.json`,
    JSON.stringify({ lockfileVersion: 3, packages: { '': DEPENDENCIES } }),
  );
  return {
    PATH: '/usr/bin:/bin:/rg',
    HOME: home,
    TMPDIR: `${home}/tmp`,
    XDG_CONFIG_HOME: `${home}/.config`,
    XDG_DATA_HOME: `${home}/.data`,
    XDG_STATE_HOME: `${home}/.state`,
    XDG_CACHE_HOME: `${home}/.cache`,
    OPENCODE_PURE: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_SHARE: '1',
    OPENCODE_DB: ':memory:',
  };
}

async function main(): Promise<void> {
  const lanes = [0, 1];
  await Promise.all(
    lanes.map((lane) =>
      serveLane(
        lane,
        job.folders.filter((_, index) => index % lanes.length === lane),
      ),
    ),
  );
  await Promise.all(lanes.map((lane) => debugLane(lane, lanes.length)));
}

/** One server for many folders: about 0.1 s each, where a process of its own would take 2 s. */
async function serveLane(lane: number, folders: readonly Job['folders'][number][]): Promise<void> {
  const mine = [...folders];
  while (mine.length > 0) {
    // A server keeps something of each folder, and its cache of front matter: a fresh one now and then.
    await serveSome(lane, mine.splice(0, 250));
  }
}

async function serveSome(lane: number, folders: readonly Job['folders'][number][]): Promise<void> {
  const env = environment(`${HOME}-${lane}`);
  const port = 4100 + lane;
  const log = openSync(`/out/serve-${lane}.log`, 'a');
  const server = spawn('/opencode', ['serve', '--port', String(port)], {
    cwd: '/empty',
    env: { ...env, PWD: '/empty' },
    stdio: ['ignore', log, log],
  });
  try {
    const base = `http://127.0.0.1:${port}`;
    await waitFor(base);
    for (const { id, path } of folders) {
      const query = `?directory=${encodeURIComponent(path)}`;
      const [status, text] = await ask(`${base}/agent${query}`);
      appendFileSync(
        `/out/agents-${lane}.jsonl`,
        `${JSON.stringify({ id, status, text: text.replaceAll(`home/parity-${lane}`, 'home/parity') })}\n`,
      );
      await ask(`${base}/instance/dispose${query}`, 'POST');
    }
  } finally {
    server.kill('SIGKILL');
    await new Promise((resolve) => server.once('exit', resolve));
    closeSync(log);
  }
}

/** A request that comes while the server is still starting is never answered, so each waits a second at most. */
async function waitFor(base: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const [status] = await ask(`${base}/path?directory=/empty`, 'GET', 1000);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('opencode serve did not start');
}

/**
 * A connection of its own for each request and no compression: with either, OpenCode's server stops answering now and
 * then. Status 0 stands for no answer.
 */
function ask(url: string, method = 'GET', milliseconds = 30_000): Promise<readonly [number, string]> {
  return new Promise((resolve) => {
    const options = { method, agent: false, signal: AbortSignal.timeout(milliseconds) };
    const outgoing = request(url, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('end', () => resolve([answer.statusCode ?? 0, text]));
      answer.once('error', (error) => resolve([0, String(error)]));
    });
    outgoing.once('error', (error) => resolve([0, String(error)]));
    outgoing.end();
  });
}

async function debugLane(lane: number, lanes: number): Promise<void> {
  const env = environment(`${HOME}-${lane}`);
  for (const [index, probe] of job.probes.entries()) {
    if (index % lanes !== lane) continue;
    const { code, stdout, stderr } = await debug(probe, env, `/out/debug-${lane}`);
    appendFileSync(
      `/out/probes-${lane}.jsonl`,
      `${JSON.stringify({ index, code, stdout: stdout.replaceAll(`home/parity-${lane}`, 'home/parity'), stderr })}\n`,
    );
  }
}

async function debug(probe: Probe, env: NodeJS.ProcessEnv, file: string) {
  const out = openSync(`${file}.out`, 'w');
  const err = openSync(`${file}.err`, 'w');
  const tool = probe.tool === null ? [] : ['--tool', probe.tool, '--params', JSON.stringify(probe.params)];
  const child = spawn('/opencode', ['debug', 'agent', probe.agent, ...tool], {
    cwd: probe.path,
    env: { ...env, PWD: probe.path },
    stdio: ['ignore', out, err],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  closeSync(out);
  closeSync(err);
  return {
    code,
    stdout: readFileSync(`${file}.out`, 'utf8'),
    stderr: readFileSync(`${file}.err`, 'utf8').slice(0, 4000),
  };
}

spawnSync('/opencode', ['--version'], { env: environment(`${HOME}-0`) });
await main();
