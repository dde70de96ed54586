/** What the process inside the sandbox is asked to find out. */
export type Job = {
  readonly folders: readonly { readonly id: string; readonly path: string }[];
  readonly probes: readonly Probe[];
};

/** One `opencode debug agent`; with a tool it runs that tool under the agent's rules. */
export type Probe = {
  readonly path: string;
  readonly agent: string;
  readonly tool: string | null;
  readonly params: Readonly<Record<string, unknown>>;
};
