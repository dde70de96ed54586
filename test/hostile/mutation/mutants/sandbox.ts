import { type Mutant, mutantsOf } from '../mutant.ts';

const ARGUMENTS = 'src/sandbox/rungs/arguments.ts';
const LAUNCH = 'src/sandbox/rungs/launch-as-user.ts';
const ALL = 'return [isolation(plan), variables(), root(plan), gate(plan), writable(plan), sealed()].flat();';

/** Bubblewrap without one of its options; `words` are the option and what belongs to it. */
function without(name: string, words: number, cases: readonly number[], survives?: string): Mutant {
  const dropped = `.flatMap((word, at, all) => (Array.from({ length: ${words} }, (_, back) => all[at - back]).includes('${name}') ? [] : [word]))`;
  return option(`bwrap without ${name}`, ALL, ALL.replace(/;$/u, `${dropped};`), cases, survives);
}

type Noticed = readonly [cases: readonly number[], survives?: string];

function option(name: string, from: string, to: string, ...[cases, survives]: Noticed): Mutant {
  return edit(name, [ARGUMENTS, from, to], cases, survives);
}

const edit = mutantsOf('sandbox', '');

const AS_ROOT = "const AS_ROOT = ['ipc', 'pid', 'net', 'uts', 'cgroup']";

/** Every option of both rungs, every limit, and what surrounds bubblewrap. */
export const SANDBOX_MUTANTS: readonly Mutant[] = [
  option('root: the network of the machine', AS_ROOT, AS_ROOT.replace("'net', ", ''), [67, 68, 66]),
  option('root: the processes of the machine', AS_ROOT, AS_ROOT.replace("'pid', ", ''), [63, 64, 71]),
  option('root: the message queues of the machine', AS_ROOT, AS_ROOT.replace("'ipc', ", ''), [66, 82]),
  option('root: the host name of the machine', AS_ROOT, AS_ROOT.replace("'uts', ", ''), [82, 77]),
  option('root: the control groups of the machine', AS_ROOT, AS_ROOT.replace(", 'cgroup'", ''), [82, 77]),
  option(
    'root: the rights of bubblewrap stay',
    "const POWERLESS = ['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all', '--no-new-privs'];",
    'const POWERLESS: readonly string[] = [];',
    [80, 65, 78],
  ),
  option(
    'root: root stays root',
    "const becoming = (user: number) => [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];",
    "const becoming = (_user: number) => ['--clear-groups'];",
    [77, 70, 65],
  ),
  option(
    'root: the group of root stays',
    "`--regid=${user}`, '--clear-groups'];",
    "`--regid=${user}`, '--groups=0'];",
    [65, 70],
  ),
  option(
    "userns: the machine's network",
    "    '--unshare-all',\n",
    "    '--unshare-pid',\n    '--unshare-ipc',\n    '--unshare-uts',\n",
    [67, 68],
  ),
  option(
    "userns: the machine's processes",
    "    '--unshare-all',\n",
    "    '--unshare-net',\n    '--unshare-ipc',\n    '--unshare-uts',\n",
    [63, 61],
  ),
  without('--disable-userns', 1, [78], 'The syscall filter refuses every call that makes a namespace.'),
  without('--new-session', 1, [79, 71]),
  without('--die-with-parent', 1, [71]),
  without('--seccomp', 2, [78, 79]),
  without('--clearenv', 1, [61, 62], 'Bubblewrap itself is started with an empty environment.'),
  without('--hostname', 2, [82]),
  without(
    '--cap-drop',
    2,
    [80, 78],
    'Bubblewrap keeps no rights in a user namespace by itself, and setpriv takes the rest away for root.',
  ),
  option('/proc can be written', "return ['/proc', '/dev', '/']", "return ['/dev', '/']", [77]),
  option('/dev can be written', "return ['/proc', '/dev', '/']", "return ['/proc', '/']", [73, 70]),
  option('the root can be written', "return ['/proc', '/dev', '/']", "return ['/proc', '/dev']", [73, 70]),
  option(
    'the view can be written',
    "(name) => ['--ro-bind', mounts[name], INSIDE[name]]",
    "(name) => ['--bind', mounts[name], INSIDE[name]]",
    [24, 70, 82],
  ),
  option(
    'the system can be written',
    "['--ro-bind', entry.path, entry.path]",
    "['--bind', entry.path, entry.path]",
    [70],
    'Its files belong to root, and nobody in there is root.',
  ),
  option(
    'the home has no size',
    'bounded(limits.homeBytes, INSIDE.home)',
    "['--perms', mode, '--tmpfs', INSIDE.home]",
    [73],
  ),
  option(
    'the temporary folder has no size',
    'bounded(limits.tmpBytes, INSIDE.tmp)',
    "['--perms', mode, '--tmpfs', INSIDE.tmp]",
    [73],
  ),
  option(
    'shared memory has no size',
    "bounded(SHARED_MEMORY_BYTES, '/dev/shm')",
    "['--perms', mode, '--tmpfs', '/dev/shm']",
    [73],
  ),
  option(
    'the whole machine is mounted',
    "FOLDERS.flatMap((path) => ['--perms', '0755', '--dir', path]),",
    "['--ro-bind', '/', '/', '--tmpfs', '/opt', '--tmpfs', '/run', '--tmpfs', '/home'].concat(['/opt/gate', INSIDE.bin, '/run/gate'].flatMap((path) => ['--perms', '0755', '--dir', path])),",
    [69, 61, 123],
  ),
  option(
    'the agent starts in the view',
    "['--chdir', INSIDE.work]",
    "['--chdir', INSIDE.view]",
    [47, 46, 39],
  ),
  edit('bash leaves descriptors open', [LAUNCH, 'eval "exec $descriptor>&-"', 'true'], [75]),
  edit(
    'bwrap inherits the environment of bash',
    [LAUNCH, 'exec -c -- "$@"', 'exec -- "$@"'],
    [62],
    'bash itself is started with one harmless variable, so that there is nothing to inherit.',
  ),
  edit(
    'bash inherits the environment of the gate',
    [LAUNCH, "env: { HOME: '/nonexistent' },", 'env: process.env,'],
    [62],
    'bash starts bubblewrap with an empty environment all the same.',
  ),
  {
    name: 'bash and bwrap inherit the environment of the gate',
    area: 'sandbox',
    edits: [
      { file: LAUNCH, from: "env: { HOME: '/nonexistent' },", to: 'env: process.env,' },
      { file: LAUNCH, from: 'exec -c -- "$@"', to: 'exec -- "$@"' },
    ],
    cases: [62],
  },
  edit(
    'as many processes as the machine has',
    [
      'src/sandbox/limits.ts',
      "{ option: 'nproc', label: 'Max processes', value: limits.processes }",
      "{ option: 'nproc', label: 'Max processes', value: 100_000 }",
    ],
    [72],
  ),
  edit(
    'as much memory as the machine has',
    [
      'src/sandbox/limits.ts',
      "{ option: 'data', label: 'Max data size', value: limits.dataBytes }",
      "{ option: 'data', label: 'Max data size', value: Number.MAX_SAFE_INTEGER }",
    ],
    [73],
  ),
  edit(
    'files of any size',
    ['src/sandbox/limits.ts', 'value: limits.fileBytes', 'value: Number.MAX_SAFE_INTEGER'],
    [73, 74],
    'Every place that can be written has a size, and output is capped where it is read.',
  ),
  edit(
    'memory dumps are written',
    [
      'src/sandbox/limits.ts',
      "label: 'Max core file size', value: 0",
      "label: 'Max core file size', value: 1e9",
    ],
    [82, 64],
    'A dump would go where the agent can write anyway, and would end with it.',
  ),
];
