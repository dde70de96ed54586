import type { Readable, Writable } from 'node:stream';

/** Host paths that become visible in the sandbox, read-only, at fixed places; nothing else of the host is. */
export type Mounts = {
  /** The view → /pr; ours and throwaway: a root's run hands what others may not read to the user of the sandbox. */
  readonly view: string;
  /** The OpenCode executable → /opt/gate/opencode */
  readonly opencode: string;
  /** The ripgrep executable → /opt/gate/bin/rg */
  readonly ripgrep: string;
  /** The Node executable that runs the relay → /opt/gate/node */
  readonly node: string;
  /** The relay's bundle → /opt/gate/relay.mjs */
  readonly relay: string;
  /** OpenCode's configuration, made by us → /opt/gate/opencode.json */
  readonly config: string;
  /** The broker's socket → /run/gate/broker.sock */
  readonly brokerSocket: string;
};

/** Bytes, milliseconds and counts. */
export type Limits = {
  readonly homeBytes: number;
  readonly tmpBytes: number;
  readonly dataBytes: number;
  /** Of the whole tree, files in memory included; holds where a control group can be had. */
  readonly memoryBytes: number;
  readonly fileBytes: number;
  readonly processes: number;
  readonly openFiles: number;
  readonly cpuSeconds: number;
};

export type Exit = { readonly code: number | null; readonly signal: string | null };

/** One isolated process tree whose root is the relay. Speaks the frames of sandbox/channel.ts. */
export type SandboxProcess = {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<Exit>;
  /** SIGKILL to the whole tree; resolves when no process of it is left. */
  kill(): Promise<void>;
};

/** What bounds the memory: the whole tree by a control group, or each process by its data limit alone. */
export type MemoryBound = 'systemd-scope' | 'cgroup-v2' | 'cgroup-v1' | 'container' | 'data-limit' | 'none';

/** What the self-test holds a rung to, where rungs differ. */
export type Promises = {
  /** From and below: the inside has one user id of these, the same group id, and no other of either. */
  readonly users: readonly [number, number];
  /** False where the kernel's first user namespace is kept, because the tree has no rights in it. */
  readonly ownUserNamespace: boolean;
  /** Process 1: ours and started with nothing, closed to the user of the inside, or the relay itself. */
  readonly first: 'bare' | 'closed' | 'relay';
  /** Whose syscall filter: ours answers each refused call with a number of its own, an engine's with any. */
  readonly filter: 'ours' | 'engine';
  /** Everything that may be found in each directory. */
  readonly content: Readonly<Record<string, readonly string[]>>;
  readonly unwritable: readonly string[];
  /** A command that needs a user namespace of its own, and so has to fail. */
  readonly nested: readonly string[];
  readonly memory: MemoryBound;
};

/** What one rung's self-test found. Each check is an effect that was tried, never a version that was read. */
export type RungReport = {
  readonly rung: string;
  readonly passed: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
  /** Why it failed and what to do about it on this kind of machine; absent when it passed. */
  readonly why?: string;
  /** Absent when the rung could not be opened. */
  readonly memory?: MemoryBound;
  readonly ms: number;
};

/**
 * An opened rung. `start` reads the mounts' files at that moment, so that a configuration may be written after the
 * proof; it throws GateError `sandbox-failed` when one of them is not there.
 */
export type Sandbox = {
  readonly rung: string;
  /** Paths as OpenCode sees them: the view, and the empty neutral directory where it starts. */
  readonly inside: { readonly view: string; readonly work: string };
  readonly promises: Promises;
  start(): SandboxProcess;
};

/** One way to get the isolation on a given machine. Adding a rung means adding a file and a line in rungs.ts. */
export type Rung = {
  readonly name: string;
  /** Throws GateError `sandbox-unavailable` when the machine has not what this rung is made of. */
  readonly open: (mounts: Mounts, limits: Limits) => Sandbox;
};
