import { complain, endClosed } from './adapters/output/complain.ts';
import { writeStream } from './adapters/output/write-stream.ts';
import { keepYoungSpaceSmall } from './adapters/young-space.ts';
import { audit } from './cli/audit.ts';
import type { Command } from './cli/command.ts';
import { demo } from './cli/demo.ts';
import { explain } from './cli/explain.ts';
import { parseFlags } from './cli/flags.ts';
import { renderHelp, renderOverview } from './cli/help.ts';
import { review } from './cli/review.ts';
import { trail } from './cli/trail.ts';
import { VERSION } from './cli/version.ts';
import { GateError, reasonOf } from './errors.ts';

// Composition root of the command line. Until a run has proved otherwise, the exit code is that of "inconclusive".
process.exitCode = 2;
keepYoungSpaceSmall();
endClosed();

const COMMANDS: readonly Command[] = [review, audit, explain, trail, demo];

const exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  complain(reasonOf(error).message);
  return 2;
});
// All that was written is with the system by now, and a part that still hangs must not keep anyone waiting.
process.exit(exitCode);

async function main([name = '--help', ...args]: readonly string[]): Promise<number> {
  if (name === '--version') return say(`${VERSION}\n`);
  if (isHelp(name) && args.length === 0) return say(renderOverview(COMMANDS));
  if (name === 'help') return main([args[0] ?? '', '--help']);
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = COMMANDS.map((candidate) => candidate.name).join(', ');
    throw new GateError('usage', `"${name.slice(0, 40)}" is no command; use one of: ${names}.`);
  }
  if (args.some((word) => word === '--help' || word === '-h')) return say(renderHelp(command));
  return command.run(parseFlags(command.name, args, command.flags, command.words));
}

function isHelp(name: string): boolean {
  return name === '--help' || name === '-h' || name === 'help';
}

function say(text: string): number {
  writeStream(1, text);
  return 0;
}
