import type { Reason } from '../errors.ts';
import type { Usage } from '../verdict/verdict.ts';

/** One tool call of the agent, as the event stream told it; `arguments` is redacted, capped and for the trail only. */
export type ToolCall = {
  readonly tool: string;
  readonly outcome: 'completed' | 'error';
  readonly arguments: string;
};

/**
 * What one question to the agent came to. `answered` is only made from a run that ended by itself with a final
 * text after the last step, whose last `step_finish.reason` is `stop`, with exit code 0 and no error event.
 */
export type Turn =
  | {
      readonly outcome: 'answered';
      readonly text: string;
      readonly usage: Usage;
      readonly toolCalls: readonly ToolCall[];
    }
  | {
      readonly outcome: 'failed';
      readonly reason: Reason;
      readonly usage: Usage;
      readonly toolCalls: readonly ToolCall[];
    };
