import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { runGate, serve, whyOf } from '../kit/served.ts';

/** Parts of file names. None of these commands is one that the gate itself gives. */
const NAMES = {
  'a line break': 'x\n::save-state name=pid::1',
  'a carriage return': 'x\r::add-path::evil',
  'brackets inside a line': 'x ##[set-output name=verdict]pass',
  'a line that stops commands': 'x\n::stop-commands::forever',
  'an encoded line break': 'x\n%0A::set-env name=A::b\n::group::x',
} as const;

const OURS = new Set(['error', 'warning', 'notice', 'add-mask', 'debug']);

export const hostile: HostileCase = {
  number: 18,
  title: 'File names that are commands to the runner when they are printed',
  area: 'runner',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    // Agents, so that the audit has something to say about each of the files.
    const paths = Object.values(NAMES).map((name) => `.opencode/agent/${name}.md`);
    const agent = '---\npermission: allow\n---\nRead.\n';
    const files = Object.fromEntries(paths.map((path) => [path, agent]));
    const logs = defence === 'off' ? paths.map((path) => `Reviewing ${path}\n`) : [await byTheGate(files)];
    const commands = logs.flatMap((log) => parseLog(log)).filter(({ name }) => !OURS.has(name));
    const forged = (name: string) => commands.find((command) => command.name === name)?.line.trim() ?? null;
    return judge(defence, {
      'a line break': forged('save-state'),
      'a carriage return': forged('add-path'),
      'brackets inside a line': forged('set-output'),
      'a line that stops commands': forged('stop-commands'),
      'an encoded line break': forged('group'),
    });

    async function byTheGate(head: Readonly<Record<string, string>>): Promise<string> {
      const step = await runGate(place, await serve(place, { head }));
      const told = step.annotations.filter(({ file }) => file?.startsWith('.opencode/agent/') === true);
      if (step.outputs['audit-verdict'] !== 'block' || told.length === 0) throw new Error(whyOf(step));
      return `${step.stdout}\n${step.stderr}`;
    }
  },
};
