import type { Flags } from './flags.ts';

export type CommandHelp = {
  readonly name: string;
  /** What stands without a flag, in its order; each must be given. */
  readonly words?: readonly string[];
  readonly summary: string;
  readonly flags: Flags;
  readonly example: string;
  /** What the exit codes mean, where they are no verdict. */
  readonly exit?: string;
};

/** The help of one command; fits one screen. */
export function renderHelp(help: CommandHelp): string {
  const { name, words = [], summary, flags, example, exit = VERDICTS } = help;
  const rows = Object.entries(flags).map(([flag, { value, help }]) => [
    `--${flag}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const lines = rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
  return `opencode-review-gate ${[name, ...words].join(' ')}: ${summary}\n\nFlags\n${lines.join('\n')}\n\nExample\n  ${example}\n\nExit code: ${exit}.\n`;
}

const VERDICTS = '0 pass, 1 block, 2 inconclusive or wrong use';

/** The help of the tool itself: its commands, a line each. */
export function renderOverview(commands: readonly CommandHelp[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `opencode-review-gate: audits what OpenCode agents may do, reviews changes in a sandbox, gates on high risk.\n\nCommands\n${lines.join('\n')}\n\nExample\n  opencode-review-gate audit --base origin/main\n\nopencode-review-gate COMMAND --help shows the flags; --version the version.\n`;
}
