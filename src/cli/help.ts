import type { Flags } from './flags.ts';

export type CommandHelp = {
  readonly name: string;
  readonly summary: string;
  readonly flags: Flags;
  readonly example: string;
};

/** The help of one command; fits one screen. */
export function renderHelp({ name, summary, flags, example }: CommandHelp): string {
  const rows = Object.entries(flags).map(([flag, { value, help }]) => [
    `--${flag}${value === undefined ? '' : ` ${value}`}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const lines = rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
  return `opencode-review-gate ${name}: ${summary}\n\nFlags\n${lines.join('\n')}\n\nExample\n  ${example}\n\nExit code: 0 pass, 1 block, 2 inconclusive or wrong use.\n`;
}

/** The help of the tool itself: its commands, a line each. */
export function renderOverview(commands: readonly CommandHelp[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `opencode-review-gate: audits what OpenCode agents may do, reviews changes in a sandbox, gates on high risk.\n\nCommands\n${lines.join('\n')}\n\nopencode-review-gate COMMAND --help shows the flags; --version the version.\n`;
}
