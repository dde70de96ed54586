import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Proof that something of the attacker's was executed. It has two signs: a file, which code on this machine leaves,
 * and a word on standard error, which code inside of a sandbox can still say. The sources hold the word in two halves
 * only, so that a text that is merely read or repeated is no proof.
 */
export type Marker = {
  readonly file: string;
  /** A command for a shell, without quotes. It reads nothing and says nothing on standard output. */
  readonly shell: string;
  /** A statement for Node, Bun and OpenCode's plug-ins, to be put into a module. */
  readonly js: string;
  /** An executable that makes the mark and passes its standard input on. */
  readonly program: string;
  /** Whether the mark was made, here or in one of these outputs. */
  isMarked(...outputs: readonly string[]): boolean;
};

export function makeMarker(directory: string, name: string): Marker {
  const [one, two] = [randomBytes(9).toString('hex'), randomBytes(9).toString('hex')];
  const file = join(directory, `${name}-${one}`);
  const program = join(directory, `${name}-${one}-program`);
  const shell = `{ touch ${file}; echo marked-${one}$()${two} >&2; }`;
  const js = `{ try { process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(file)}, ''); } catch {} process.stderr.write('marked-${one}' + '${two}' + '\\n'); }`;
  writeFileSync(program, `#!/bin/sh\n${shell}\nexec cat\n`);
  chmodSync(program, 0o755);
  return {
    file,
    shell,
    js,
    program,
    isMarked: (...outputs) =>
      existsSync(file) || outputs.some((output) => output.includes(`marked-${one}${two}`)),
  };
}
