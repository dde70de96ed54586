/** Files by path, and the folder of them in which OpenCode is started. */
export type SetUp = {
  readonly id: string;
  readonly files: ReadonlyMap<string, string>;
  readonly start: string;
  /** Whether the folder is a git repository. */
  readonly isGit: boolean;
};

export type RuleTriple = readonly [permission: string, pattern: string, action: string];

/** What one side makes of a set-up: agents with their ordered rules, or that OpenCode refuses to start. */
export type Resolved =
  | { readonly refused: true; readonly error: string }
  | { readonly refused: false; readonly agents: ReadonlyMap<string, ResolvedAgent> };

export type ResolvedAgent = {
  readonly mode: string;
  readonly hidden: boolean;
  readonly rules: readonly RuleTriple[];
  /** Tool id → offered; only where it was asked for. */
  readonly tools?: Readonly<Record<string, boolean>>;
};
