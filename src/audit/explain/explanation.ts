import type { Path } from '../../change/change.ts';
import type { AgentMode } from '../../opencode/built-in.ts';
import type { Action } from '../../opencode/permission.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import type { Finding } from '../../verdict/finding.ts';
import type { MatrixCell } from '../../verdict/verdict.ts';
import type { Effect } from '../escapes.ts';

/** What one agent may do, and why. */
export type Explanation = {
  readonly agent: string;
  /** The folder in which OpenCode must be started for it; empty for the root. */
  readonly folder: Path;
  readonly mode: AgentMode;
  readonly description: string;
  readonly isBuiltIn: boolean;
  /** Null for a built-in agent that the repository does not touch. */
  readonly definedAt: Spot | null;
  /** The version of OpenCode as which the files were read, and how it chooses among the rules that match. */
  readonly opencodeVersion: string;
  readonly evaluation: Semantics['evaluation'];
  /** Whose ceiling the keys are compared with; with the default one nothing blocks. */
  readonly ceiling: 'policy' | 'default';
  readonly keys: readonly ExplainedKey[];
  /** In OpenCode's order; `evaluation` says which of those that match decides. */
  readonly rules: readonly ExplainedRule[];
  /** What it can start with the tool `task`: without a question first, the shortest ways first. */
  readonly reach: readonly ExplainedReach[];
  /** What the audit has against it, worst first. */
  readonly findings: readonly Finding[];
};

export type Spot = { readonly path: Path; readonly line: number; readonly column: number };

export type ExplainedKey = {
  readonly key: string;
  readonly answer: MatrixCell;
  /** Whether the model is offered the tool; null for a key that is no tool's. */
  readonly tool: 'offered' | 'hidden' | null;
  /** Numbers of the rules that decide, in their order. */
  readonly decidedBy: readonly number[];
  /** What the policy's ceiling says, or the default one where the policy sets none. */
  readonly ceiling: MatrixCell;
  /** Requests that the agent may make, or ask for, although the ceiling says otherwise: one for each rule. */
  readonly above: readonly {
    readonly request: string | null;
    readonly rule: number;
    readonly granted: Action;
  }[];
};

export type ExplainedRule = {
  /** From 1. */
  readonly number: number;
  readonly key: string;
  readonly pattern: string;
  readonly action: Action;
  /** Null for what OpenCode builds in. */
  readonly origin: Spot | null;
  /** `shadowed`: whatever it matches, a later rule decides. `dead`: OpenCode never asks for its key. */
  readonly state: 'decides' | 'shadowed' | 'dead';
  /** The rule that shadows it. */
  readonly by: number | null;
  /** What an allowed shell pattern lets through besides what its name says; null where nothing is known. */
  readonly escape: { readonly command: string; readonly effect: Effect } | null;
};

export type ExplainedReach = {
  readonly agent: string;
  readonly action: 'allow' | 'ask';
  /** The agent that can call it; null when this one can. */
  readonly through: string | null;
  /** False for a primary agent: the model is not told of it, and may start it by its name all the same. */
  readonly isListed: boolean;
  /** What it may do that this agent may not. */
  readonly gains: readonly { readonly key: string; readonly own: MatrixCell; readonly theirs: MatrixCell }[];
};
