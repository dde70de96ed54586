import type { Step } from './scenario.ts';

export type ReplyUsage = { readonly input: number; readonly output: number; readonly cached: number };

/** What a step says, in the words that all protocols share. `usage` null: the answer has no usage report. */
export type Reply = {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly args: string }[];
  /** A finish reason of the protocol's own, or null for the fitting one. */
  readonly finish: string | null;
  readonly usage: ReplyUsage | null;
  /** A well-formed answer without a choice. */
  readonly empty: boolean;
};

/** Every answer carries this as its model, whatever was asked for. */
export const NO_MODEL = 'scripted-no-model';

/** Turns a step into an answer; `serial` makes its ids unique, `bytesIn` is what a missing usage is counted from. */
export function replyOf(step: Step, serial: number, bytesIn: number): Reply {
  const toolCalls = (step.toolCalls ?? []).map(({ name, args }, index) => ({
    id: `call_${NO_MODEL}_${serial}_${index}`,
    name,
    args: typeof args === 'string' ? args : JSON.stringify(args),
  }));
  const said = [step.text ?? '', step.reasoning ?? '', ...toolCalls.map(({ args }) => args)].join('');
  return {
    id: `${NO_MODEL}-${serial}`,
    model: NO_MODEL,
    text: step.text ?? '',
    reasoning: step.reasoning ?? '',
    toolCalls,
    finish: step.finish ?? null,
    usage: usageOf(step, bytesIn, said.length),
    empty: step.emptyChoice === true,
  };
}

/** Four characters count as one token: no tokeniser, but it grows as the real count would. */
function usageOf(step: Step, bytesIn: number, charactersOut: number): ReplyUsage | null {
  if (step.usage === 'absent') return null;
  if (step.usage) return { ...step.usage, cached: step.usage.cached ?? 0 };
  return { input: Math.ceil(bytesIn / 4), output: Math.ceil(charactersOut / 4), cached: 0 };
}

/** Long text goes out in several events, as a model would send it. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/[\s\S]{1,400}/g) ?? [];
}
