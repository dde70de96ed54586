/**
 * The audit trail: one JSON line per event. No secret, no file content, no body of a model call.
 * `t` (ISO 8601, UTC, milliseconds) is stamped by the adapter that writes the line.
 */
export type TrailEvent =
  | {
      /** Twice: what judges at the very beginning, and before the first question what reviews. */
      kind: 'run-start';
      versions: Readonly<Record<string, string>>;
      sha256: Readonly<Record<string, string>>;
    }
  | { kind: 'policy'; from: 'base' | 'file' | 'default'; path: string; sha256?: string }
  /** `tip`: where policy, owners and reviewer were read, the base as it was when the run began. */
  | { kind: 'change'; base: string; head: string; tip?: string; files: number; hunks: number }
  /** Values that have a placeholder in what the agent was shown, by what they are. */
  | { kind: 'secrets'; replaced: Readonly<Record<string, number>> }
  | {
      kind: 'rung';
      rung: string;
      passed: boolean;
      checks: Readonly<Record<string, boolean>>;
      why?: string;
      /** What bounds the memory; absent when the rung could not be opened. */
      memory?: string;
      ms: number;
    }
  | {
      kind: 'model-call';
      route: string;
      decision: 'forwarded' | 'refused' | 'failed';
      why?: string;
      status?: number;
      bytesIn: number;
      bytesOut: number;
      tokens?: { input: number; output: number; cached: number };
      costUsd?: number;
      ms: number;
    }
  | { kind: 'bundle'; bundle: number; paths: readonly string[]; bytes: number }
  | { kind: 'turn'; bundle: number; turn: number; outcome: string; ms: number }
  | { kind: 'tool-call'; bundle: number; tool: string; outcome: 'completed' | 'error'; arguments: string }
  | {
      /** One evaluation of OpenCode's own; `rule` is the one that decided, `bundle` whose conversation asked. */
      kind: 'permission';
      permission: string;
      pattern: string;
      action: string;
      rule?: string;
      bundle?: number;
    }
  | {
      /** `id` is empty for what could not be proven; `line` is absent for a finding about a file as a whole. */
      kind: 'finding';
      id: string;
      source: 'rule' | 'agent';
      rule: string;
      severity: string;
      became: string;
      path?: string;
      line?: number;
    }
  | {
      /** Somebody accepts a finding on the pull request; `role` is there when GitHub was asked. */
      kind: 'acceptance';
      by: 'command' | 'label';
      who: string;
      role?: string;
      fingerprint: string;
      commit: string;
      outcome: 'counts' | 'does not count' | 'not needed';
      why?: string;
    }
  | {
      kind: 'publication';
      surface: string;
      outcome: 'published' | 'skipped' | 'failed';
      count: number;
      why?: string;
    }
  /** The end of a run that came to its end; `ms` since it began. */
  | {
      kind: 'verdict';
      verdict: string;
      reasons: readonly { code: string; message: string }[];
      ms?: number;
    };

export type Trail = { record(event: TrailEvent): void };
