import { createHash } from 'node:crypto';
import { renderCommand } from '../../report/escape/command.ts';
import { logSafe } from '../../report/escape/log-safe.ts';
import { type Redact, redactor, SHORTEST } from '../output/redact.ts';
import { writeStream } from '../output/write-stream.ts';

export type ActionsEnv = Readonly<Record<string, string | undefined>>;

export type LogSettings = {
  readonly env: ActionsEnv;
  readonly redact?: Redact;
  /** The descriptor of standard output; 1 when absent. */
  readonly stdout?: number;
};

/** The step's log. Every method writes before it returns and throws GateError `publish-failed` when it cannot. */
export type ActionsLog = {
  /** Lines for people. Nothing in them is a command. */
  say(text: string): void;
  /** Lines made by renderCommand, the only ones that the runner obeys. */
  command(lines: readonly string[]): void;
  /** Asks the runner to star out a secret wherever it shows up later. */
  mask(secret: string): void;
  /** With step debugging on, says how large something was and which: never what it was. */
  debug(name: string, content: string): void;
};

export function actionsLog({ env, redact = redactor([]), stdout = 1 }: LogSettings): ActionsLog {
  const put = (lines: readonly string[]) => writeStream(stdout, lines.map((line) => `${line}\n`).join(''));
  return {
    say: (text) => put([logSafe(redact(text))]),
    command: (lines) => put(lines.map(redact)),
    mask: (secret) => {
      if (secret.trim().length >= SHORTEST) put([`::add-mask::${exactData(secret)}`]);
    },
    debug: (name, content) => {
      if (env['RUNNER_DEBUG'] !== '1') return;
      const sha256 = createHash('sha256').update(content, 'utf8').digest('hex');
      put([renderCommand('debug', {}, `${name}: ${Buffer.byteLength(content)} bytes, sha256 ${sha256}`)]);
    },
  };
}

/** The runner must get the very bytes of a secret, so that no encoder but the command's own may touch it. */
function exactData(secret: string): string {
  return secret.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
