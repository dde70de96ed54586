import { evaluate } from '../../src/opencode/permission.ts';
import { parseProject } from '../../src/opencode/project.ts';
import { PINNED } from '../../src/opencode/semantics-of.ts';
import { askOpencode, type ProbeRequest } from './oracle.ts';
import { filesOf } from './ours.ts';
import { type Random, randomFor } from './random.ts';
import type { SetUp } from './set-up.ts';

export type ProbeResult = {
  readonly probes: number;
  readonly denied: number;
  readonly disagreements: readonly string[];
};

type Key = 'bash' | 'read' | 'edit';
type Asked = { readonly key: Key; readonly pattern: string; readonly request: ProbeRequest };

/** Harmless commands, each one simple command: its text is what OpenCode asks for. */
const COMMANDS = [
  'ls',
  'ls -la',
  'true',
  'echo hi',
  'echo hi > made.txt',
  'git status',
  'git status --short',
  'git log -1',
  'A=1 ls',
  'printf x',
  'test -f a.env',
  'git',
  'lsattr .',
];
const FILES = [
  '.env',
  'a.env',
  '.env.example',
  '.env.local',
  'src/x.ts',
  'src/deep/y.ts',
  'docs/a b.md',
  'README.md',
];
const NEW_FILES = [
  'new.env',
  'src/new.ts',
  'src/deep/new.ts',
  'docs/new.md',
  '.opencode/plans/p.md',
  'UPPER.TS',
];

const PATTERNS: Readonly<Record<Key, readonly string[]>> = {
  bash: [
    '*',
    'ls',
    'ls *',
    'ls*',
    'git *',
    'git status',
    'git status *',
    'git',
    'echo *',
    '* > *',
    '?s',
    'A=1 *',
    't*e',
    'printf ?',
  ],
  read: [
    '*',
    '*.env',
    '*.env.*',
    '.env',
    'src/*',
    'src/**',
    'src/?.ts',
    '**/*.ts',
    'docs/a *',
    '/src/x.ts',
    './README.md',
    'README.md',
  ],
  edit: [
    '*',
    '*.env',
    'src/*',
    'src/*.ts',
    '*.ts',
    'docs\\new.md',
    '.opencode/plans/*.md',
    '*.TS',
    'src/deep',
    'new.*',
  ],
};

/** Tools that take their key's permission, and what they are given. */
const REQUESTS: Readonly<Record<Key, readonly string[]>> = { bash: COMMANDS, read: FILES, edit: NEW_FILES };

/** Runs one tool under an agent's rules for each probe, in the sandbox, and compares what was denied. */
export async function probe(seed: number, count: number, minutes: number): Promise<ProbeResult> {
  const asked = Array.from({ length: count }, (_, index) => askedBy(seed, index));
  const { probes } = await askOpencode(
    [],
    asked.map(({ request }) => request),
    minutes,
  );
  const compared = asked.map(({ key, pattern, request }, index) => {
    const answer = probes[index];
    const name = `probe ${index}: ${key} ${JSON.stringify(pattern)}`;
    const isDenied = /rule which prevents|is disabled/.test(`${answer?.stdout}${answer?.stderr}`);
    if (!isDenied && answer?.code !== 0) throw new Error(`${name} did not run: ${answer?.stderr ?? ''}`);
    const ours = evaluate(rulesOf(request.setUp), key, pattern, PINNED) === 'deny';
    const text = `${name}: ${ours ? 'we deny' : 'we allow'} it, OpenCode ${isDenied ? 'denies' : 'allows'} it`;
    return { isDenied, texts: ours === isDenied ? [] : [`${text} (${configOf(request.setUp)})`] };
  });
  return {
    probes: count,
    denied: compared.filter((one) => one.isDenied).length,
    disagreements: compared.flatMap((one) => one.texts),
  };
}

function askedBy(seed: number, index: number): Asked {
  const random = randomFor(seed, 1_000_000 + index);
  const key = random.pick(['bash', 'read', 'edit'] as const);
  const pattern = random.pick(REQUESTS[key]);
  const files = new Map([
    [
      'opencode.json',
      JSON.stringify({
        model: 'opencode/big-pickle',
        agent: { probed: { permission: permission(key, random) } },
      }),
    ],
    ...FILES.map((file) => [file, 'text\n'] as const),
  ]);
  const setUp: SetUp = { id: `probe-${index}`, files, start: '', isGit: true };
  return { key, pattern, request: requestFor(key, pattern, setUp) };
}

function permission(key: Key, random: Random): unknown {
  const rules = random
    .some(PATTERNS[key], 5)
    .map((pattern) => [pattern, random.pick(['allow', 'deny', 'deny'])]);
  return { [random.chance(85) ? key : '*']: Object.fromEntries(rules) };
}

function requestFor(key: Key, pattern: string, setUp: SetUp): ProbeRequest {
  const filePath = `/p/${setUp.id}/${pattern}`;
  const common = { setUp, agent: 'probed' };
  if (key === 'bash') return { ...common, tool: 'bash', params: { command: pattern, description: 'probe' } };
  if (key === 'read') return { ...common, tool: 'read', params: { filePath } };
  return { ...common, tool: 'write', params: { filePath, content: 'new' } };
}

function rulesOf(setUp: SetUp) {
  const agents = parseProject(filesOf(setUp)).setUps[0]?.agents ?? [];
  return agents.find((agent) => agent.name === 'probed')?.rules ?? [];
}

function configOf(setUp: SetUp): string {
  return setUp.files.get('opencode.json') ?? '';
}
