import { showPath } from '../../../src/change/path.ts';
import { logSafe } from '../../../src/report/escape/log-safe.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { actsIn } from '../kit/acts.ts';
import { runGate, serve, whyOf } from '../kit/served.ts';

/** Parts of file names. None of these commands is one that the gate itself gives. */
const NAMES = {
  'a line break': 'x\n::save-state name=pid::1',
  'a carriage return': 'x\r::add-path::evil',
  'brackets inside a line': 'x ##[set-output name=verdict]pass',
  'a line that stops commands': 'x\n::stop-commands::forever',
  'an encoded line break': 'x\n%0A::set-env name=A::b\n::group::x',
} as const;

/** Names that end a code span, a cell of a table or a property, wherever the gate shows them. */
const SHOWN: readonly string[] = [
  'x` ![i](i.png) `y',
  'x|![i](i.png)|y',
  'x\\|![i](i.png)|y',
  'x%2Cline=9',
  'x%0Ay',
  'x,line=8',
  'x::y',
];

const OURS = new Set(['error', 'warning', 'notice', 'add-mask', 'debug']);

export const hostile: HostileCase = {
  number: 18,
  title: 'File names that are commands to the runner when they are printed',
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    // In two parts, since the runner shows ten annotations of a step.
    const parts = [Object.values(NAMES), SHOWN].map((names) =>
      names.map((name) => `.opencode/agent/${name}.md`),
    );
    const shown = defence === 'off' ? parts.map(naively) : await Promise.all(parts.map(byTheGate));
    const log = shown.map((each) => each.log).join('\n');
    const named = shown.flatMap((each) => each.named);
    const acts = shown.flatMap(({ summary }) => actsIn(summary));
    const paths = parts.flat();
    const commands = parseLog(log).filter(({ name }) => !OURS.has(name));
    const known = new Set(paths.map(showPath).flatMap((path) => [path, logSafe(path)]));
    const other = named.find((file) => !known.has(file));
    const forged = (name: string) => commands.find((command) => command.name === name)?.line.trim() ?? null;
    return judge(defence, {
      'a line break': forged('save-state'),
      'a carriage return': forged('add-path'),
      'brackets inside a line': forged('set-output'),
      'a line that stops commands': forged('stop-commands'),
      'an encoded line break': forged('group'),
      'an image on the page': acts.find((act) => act.startsWith('image')) ?? null,
      'another file': other === undefined ? null : `an annotation for ${JSON.stringify(other)}`,
    });

    async function byTheGate(files: readonly string[]): Promise<Shown> {
      // Agents, so that the audit has something to say about each of the files.
      const agent = '---\npermission: allow\n---\nRead.\n';
      const head = Object.fromEntries(files.map((path) => [path, agent]));
      const step = await runGate(place, await serve(place, { head }));
      const told = step.annotations.filter(({ file }) => file?.startsWith('.opencode/agent/') === true);
      if (step.outputs['audit-verdict'] !== 'block' || told.length === 0) throw new Error(whyOf(step));
      const named = told.flatMap(({ file }) => file ?? []);
      return { log: `${step.stdout}\n${step.stderr}`, summary: step.summary ?? '', named };
    }
  },
};

/** The log, the page, and the files that annotations name. */
type Shown = { readonly log: string; readonly summary: string; readonly named: readonly string[] };

/** As a tool writes them that thinks of names as words. */
function naively(paths: readonly string[]): Shown {
  const lines = paths.map((path) => `::error file=${path},line=1::Too wide`);
  const named = lines.flatMap((line) => parseLog(line)).flatMap(({ properties }) => properties['file'] ?? []);
  const rows = paths.map((path) => `| \`${path}\` | high |`);
  const summary = ['| file | severity |', '| --- | --- |', ...rows].join('\n');
  return { log: paths.map((path) => `Reviewing ${path}\n`).join(''), summary, named };
}
