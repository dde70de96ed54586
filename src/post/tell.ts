import { closeSync, constants, openSync } from 'node:fs';
import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { writeStream } from '../adapters/output/write-stream.ts';
import type { Reason } from '../errors.ts';
import { renderCommand } from '../report/escape/command.ts';

export const ENDED: Reason = {
  code: 'interrupted',
  message:
    'The run was ended before it was complete. Run the job again; where a newer push cancelled it, the newer run has the verdict; where the job ran out of time, give it more than the timeout-minutes of the gate.',
};

const SUMMARY = `## ⚠️ Review gate: inconclusive

**inconclusive: the run was ended before it was complete**

The process of the gate was killed while it judged, so this is no pass, whatever it had found until then.

- Cancelled by a newer push (\`concurrency\` with \`cancel-in-progress\`): the run for the newer push has the verdict.
- Cancelled by a person, or lost with its runner: run the job again.
- Out of time: give the job more minutes than the gate's own \`timeout-minutes\`, so that the gate ends by itself and
  tells what it has found.
`;

/** Says on the job's page and in its log that there is no verdict. Neither failure keeps the other from being tried. */
export function tellEnded(env: ActionsEnv, stdout = 1): void {
  const title = 'Review gate: inconclusive';
  attempt(() => writeStream(stdout, `${renderCommand('error', { title }, ENDED.message)}\n`));
  attempt(() => append(env['GITHUB_STEP_SUMMARY'] ?? '', SUMMARY));
}

const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

function append(path: string, text: string): void {
  if (path === '') return;
  const fd = openSync(path, FLAGS, 0o600);
  try {
    writeStream(fd, text);
  } finally {
    closeSync(fd);
  }
}

function attempt(say: () => void): void {
  try {
    say();
  } catch {
    // The exit code says it too.
  }
}
