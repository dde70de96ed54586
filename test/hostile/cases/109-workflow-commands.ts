import { renderJson } from '../../../src/report/json.ts';
import { renderText } from '../../../src/report/text.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { publish } from '../kit/publish.ts';

const COMMANDS: readonly string[] = [
  '::set-output name=verdict::pass',
  '::add-mask::e',
  '::stop-commands::forever',
  'x\n::save-state name=pid::1',
  'x\r::set-env name=NODE_OPTIONS::--require=/tmp/x',
  'the model says ##[add-mask]e here',
  '##[set-output name=verdict]pass',
  '\u00a0::error::forged',
  '\u200b::add-path::/tmp/evil',
  '\ufeff::add-path::/tmp/evil',
  '#\u200d#[error]forged',
  'x\u2028::notice::forged',
  '%0A::error::forged\n::warning::x',
  '\u001b[2K::error::forged',
  '::ERROR::forged',
];

export const hostile: HostileCase = {
  number: 109,
  title: 'Commands to the runner in what the agent says, in both grammars',
  area: 'output',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const got = await Promise.all(
      COMMANDS.map(async (command) => {
        const finding = { title: command, message: command, remedy: command };
        const { stdout, outcome } = await publish(place, { findings: [finding], summary: command }, defence);
        // A workflow can print the result of the command line too, which holds no command at all.
        const printed = outcome === null ? '' : `${renderText(outcome)}\n${renderJson(outcome)}`;
        const told = parseLog(stdout).filter(({ name, data }) => !isOurs(name, data));
        const forged = [...told, ...parseLog(printed)];
        return [JSON.stringify(command), forged.length > 0 ? `${forged.length} commands` : null] as const;
      }),
    );
    return judge(defence, Object.fromEntries(got));
  },
};

/** The one annotation that belongs to the finding, with its own words behind it. */
function isOurs(name: string, data: string): boolean {
  return name === 'error' && /confidence high, [0-9a-f]{16,64}\)$/u.test(data);
}
