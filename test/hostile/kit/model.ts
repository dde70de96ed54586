import type { Responder } from '../../../src/demo/model/conversations.ts';
import type { RecordedRequest } from '../../../src/demo/model/request.ts';
import { type ScriptedModel, startScriptedModel } from '../../../src/demo/model/scripted-model.ts';
import type { Place } from './place.ts';
import type { Texts } from './scan.ts';

export type ToolCall = { readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/**
 * The model in the attacker's hands: makes the calls of one round after the other, whatever their results say, and
 * then answers `last`.
 */
export function playRounds(
  rounds: readonly (readonly ToolCall[])[],
  last: string | ((request: RecordedRequest) => string) = 'done',
): Responder {
  return (request) => {
    const round = rounds[request.answers];
    if (round === undefined) return { text: typeof last === 'string' ? last : last(request) };
    return { toolCalls: round.map(({ name, args }) => ({ name, args: JSON.stringify(args) })) };
  };
}

/** A scripted model (no model) of this place; it answers `done` when nothing else is asked for. */
export async function startModel(place: Place, respond: Responder = playRounds([])): Promise<ScriptedModel> {
  const model = await startScriptedModel({ respond }, { maxMs: 170_000 });
  place.after(() => model.close());
  return model;
}

/** Everything that the provider received, but for the headers that carry the key, for a scan. */
export function sentTo(model: ScriptedModel): Texts {
  return Object.fromEntries(
    model.requests.map(({ headers, body, path }, at) => {
      const { authorization: _bearer, 'x-api-key': _key, ...rest } = headers;
      return [`request ${at}`, JSON.stringify({ path, headers: rest, body })];
    }),
  );
}

/** The system prompts of all requests together. */
export function systemOf(model: ScriptedModel): string {
  return model.requests.map(({ system }) => system).join('\n');
}

/** What a tool answered to each call of the last conversation, in the order of the calls. */
export function resultsOf(model: ScriptedModel): readonly string[] {
  return (model.requests.at(-1)?.exchanges ?? []).map(({ result }) => result ?? '');
}

/** The names of the tools that the first request with tools offered. */
export function toolsOf(model: ScriptedModel): readonly string[] {
  return (model.requests.find(({ tools }) => tools.length > 0)?.tools ?? []).toSorted();
}
