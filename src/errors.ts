/**
 * Every way in which the gate can fail to judge, and every reason a verdict can carry, as one closed list.
 * Each code has a paragraph in docs/errors.md; a test compares the two.
 */
export const CODES = [
  'usage',
  'input-invalid',
  'policy-invalid',
  'policy-unreadable',
  'event-unsupported',
  'git-missing',
  'git-failed',
  'repository-invalid',
  'revision-unknown',
  'history-unrelated',
  'history-crossed',
  'history-shallow',
  'change-mismatch',
  'view-failed',
  'audit-failed',
  'model-missing',
  'key-missing',
  'sandbox-unavailable',
  'sandbox-failed',
  'opencode-missing',
  'opencode-version',
  'opencode-hash',
  'opencode-crashed',
  'opencode-config',
  'agent-events-unknown',
  'agent-fell-back',
  'agent-no-answer',
  'agent-stopped-early',
  'agent-permission-rejected',
  'agent-output-limit',
  'agent-idle',
  'agent-timed-out',
  'model-failed',
  'model-budget',
  'broker-failed',
  'tampered',
  'report-invalid',
  'report-too-large',
  'coverage-incomplete',
  'state-unwritable',
  'github-failed',
  'publish-failed',
  'head-moved',
  'base-changed',
  'interrupted',
  'internal',
  'finding-at-threshold',
  'nothing-to-review',
  'review-off',
] as const;

export type Code = (typeof CODES)[number];

/** One entry of a verdict's reasons: what happened and what to do, in one or two sentences, no foreign text. */
export type Reason = { readonly code: Code; readonly message: string };

/**
 * The only error that the gate throws on purpose. `message` says what happened and what to do; it holds no
 * secret and no text of the change or the model beyond names that went through an encoder.
 */
export class GateError extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GateError';
    this.code = code;
  }
}

/** Any thrown value as a reason; what is not a GateError is a bug of ours and says so. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof GateError) return { code: error.code, message: error.message };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'internal', message: `Unexpected failure in the gate itself (${text}). Please report it.` };
}
