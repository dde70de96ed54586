/**
 * The audit trail: one JSON line per event. No secret, no file content, no body of a model call.
 * `t` (ISO 8601, UTC, milliseconds) is stamped by the adapter that writes the line.
 */
export type TrailEvent =
  | {
      kind: 'run-start';
      versions: Readonly<Record<string, string>>;
      sha256: Readonly<Record<string, string>>;
    }
  | { kind: 'change'; base: string; head: string; files: number; hunks: number }
  | {
      kind: 'rung';
      rung: string;
      passed: boolean;
      checks: Readonly<Record<string, boolean>>;
      why?: string;
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
  | { kind: 'permission'; permission: string; pattern: string; action: string }
  | { kind: 'finding'; id: string; source: 'rule' | 'agent'; rule: string; severity: string; became: string }
  | {
      kind: 'publication';
      surface: string;
      outcome: 'published' | 'skipped' | 'failed';
      count: number;
      why?: string;
    }
  | { kind: 'verdict'; verdict: string; reasons: readonly { code: string; message: string }[] };

export type Trail = { record(event: TrailEvent): void };
