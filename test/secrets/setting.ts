import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedRequest } from '../../src/demo/model/request.ts';
import { type Cleaner, makeDirectory } from '../adapters/git/make-repository.ts';
import { pullRequestEvent, type RunEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull, type Pull } from '../emulators/runner/pull.ts';
import type { StepOptions, StepResult } from '../emulators/runner/run-step.ts';
import { type Canaries, DESCRIPTOR, makeCanaries } from './canaries.ts';
import { type Hit, scan } from './scan.ts';
import { type Map, mapOf } from './thief.ts';

export type Setting = {
  readonly canaries: Canaries;
  readonly pull: Pull;
  readonly event: RunEvent;
  /** Directory of the test's own programs; nobody's secret. */
  readonly directory: string;
  /** A step whose environment, files and descriptors are full of canaries; `more` gets the attacker's map. */
  readonly step: (word: string, more: (map: Map) => Partial<StepOptions>) => StepOptions;
};

/** A job with a canary in every place where a secret can be. */
export async function makeSetting(t: Cleaner): Promise<Setting> {
  const directory = makeDirectory(t);
  const canaries = await makeCanaries(t, directory);
  const pull = makePull(t, { base: { 'a.ts': 'const a = 1;\n' }, head: { 'a.ts': 'const a = 2;\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory, token: canaries.token });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const event = pullRequestEvent(pull);
  return { canaries, pull, event, directory, step };

  function step(word: string, more: (map: Map) => Partial<StepOptions>): StepOptions {
    const options: { -readonly [K in keyof StepOptions]: StepOptions[K] } = {
      event,
      workspace,
      server: server.url,
      token: canaries.token,
      launcher: ['bash', '-c', `exec ${DESCRIPTOR}<"$0"; exec "$@"`, canaries.descriptorFile],
      before: (place) => {
        const map = mapOf(canaries, canaries.plant(place, workspace), word);
        const { inputs, env, program } = more(map);
        options.inputs = inputs ?? {};
        options.env = { ...canaries.env, ...env };
        if (program !== undefined) options.program = program;
      },
    };
    return options;
  }
}

/** All that a run lets out: what it prints, every file it leaves for others, and what the model received. */
export function scanRun(
  { stdout, stderr, place, outputs, state, env, ...step }: StepResult,
  requests: readonly RecordedRequest[],
  { secrets }: Canaries,
): readonly Hit[] {
  const reports = join(outputs['trail-file'] ?? '', '..');
  const files = readdirSync(reports, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = {
    stdout: stdout.replaceAll(/^::add-mask::.*$/gmu, ''),
    stderr,
    summary: step.summary ?? '',
    files: JSON.stringify({ outputs, state, env }),
    commands: Object.values(place.files)
      .map((path) => readFileSync(path, 'utf8'))
      .join('\n'),
    ...Object.fromEntries(files.map((path) => [path, readFileSync(path, 'utf8')])),
    ...Object.fromEntries(requests.map((request, index) => [`request ${index}`, sentIn(request)])),
  };
  return scan(texts, secrets);
}

/** A request without the one header that has to carry the key. */
function sentIn({ headers: { authorization: _key, ...headers }, body, path }: RecordedRequest): string {
  return JSON.stringify({ path, headers, body });
}

/** The names of the secrets that were found anywhere. */
export function namesOf(hits: readonly Hit[]): readonly string[] {
  return [...new Set(hits.map(({ secret }) => secret))].toSorted();
}

/** Whether a process may read another one of the same user on this machine: root may, others where Yama is off. */
export function mayReadMemory(): boolean {
  const script =
    'require("node:fs").readSync(require("node:fs").openSync(`/proc/${process.ppid}/mem`), Buffer.alloc(8), 0, 8, FIRST)';
  const first = /^([0-9a-f]+)-[0-9a-f]+ r/mu.exec(readFileSync('/proc/self/maps', 'latin1'))?.[1] ?? '0';
  try {
    execFileSync(process.execPath, ['-e', script.replace('FIRST', `0x${first}`)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
