import { join } from 'node:path';
import { execa } from 'execa';
import { trustedProgram } from '../../sandbox/rungs/machine.ts';
import { hashFile } from './hash-file.ts';

/** What decides beside OpenCode: versions, and SHA-256 as lowercase hexadecimal, by name. */
export type Deciders = {
  readonly versions: Readonly<Record<string, string>>;
  readonly sha256: Readonly<Record<string, string>>;
};

/** The programs around the agent, for the trail. Throws when the gate's own files cannot be read. */
export async function readDeciders(dist: string, signal: AbortSignal): Promise<Deciders> {
  const [broker, relay, node, bwrap] = await Promise.all([
    hashFile(join(dist, 'broker', 'index.js'), signal),
    hashFile(join(dist, 'relay', 'index.js'), signal),
    hashFile(process.execPath, signal),
    readBwrap(signal),
  ]);
  return {
    versions: { node: process.versions.node, ...(bwrap === null ? {} : { bwrap: bwrap.version }) },
    sha256: { broker, relay, node, ...(bwrap === null ? {} : { bwrap: bwrap.sha256 }) },
  };
}

/** Null where there is none that a rung could use; then no rung did. */
async function readBwrap(signal: AbortSignal) {
  try {
    const path = trustedProgram('bwrap', '');
    const options = { env: {}, extendEnv: false, stdin: 'ignore', timeout: 5_000 } as const;
    const { stdout } = await execa(path, ['--version'], options);
    const version = /^bubblewrap (\d[\w.-]{0,20})$/u.exec(stdout.trim())?.[1] ?? 'unknown';
    return { version, sha256: await hashFile(path, signal) };
  } catch {
    return null;
  }
}
