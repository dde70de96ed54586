import type { RecordedRequest } from './request.ts';
import { parseScenario, parseStep, type ScenarioData, type Step } from './scenario.ts';

/** Makes its answer from the request that was really received. */
export type Responder = (request: RecordedRequest) => Step;

/** A scenario as code writes it: data, or data with a function that answers every request instead of the steps. */
export type Scenario = {
  readonly name?: string;
  readonly steps?: readonly (Step | Responder)[];
  readonly conversations?: readonly { readonly when: string; readonly steps: readonly Step[] }[];
  readonly title?: string;
  /** Answers every request that has tools; `steps` are then not used. */
  readonly respond?: Responder;
};

/** The scenario as it is played: `next` gives the step that answers this request. */
export type Script = { next(request: RecordedRequest): Step };

type Place = { index: number; used: number; started: boolean };

/** Walks each conversation through its steps. */
export function conversations(scenario: Scenario): Script {
  const data = parseScenario(dataOf(scenario));
  const places = new Map<string, Place>();
  return {
    next(request) {
      if (request.tools.length === 0) return { text: data.title };
      if (scenario.respond) return parseStep(scenario.respond(request));
      const steps = stepsFor(scenario, data, request);
      const place = placeOf(places, request);
      return advance(steps, place, request);
    },
  };
}

/** Functions are left out of what the schema checks; what they return is checked when they are called. */
function dataOf(scenario: Scenario): unknown {
  const { respond: _respond, steps, ...rest } = scenario;
  return { ...rest, steps: (steps ?? []).filter((step) => typeof step !== 'function') };
}

function stepsFor(
  scenario: Scenario,
  data: ScenarioData,
  request: RecordedRequest,
): readonly (Step | Responder)[] {
  const first = request.user[0] ?? '';
  return data.conversations.find(({ when }) => first.includes(when))?.steps ?? scenario.steps ?? [];
}

/** A request with no answer of ours in it begins anew, unless our last answer was one that a client tries again. */
function placeOf(places: Map<string, Place>, request: RecordedRequest): Place {
  const known = places.get(request.conversation);
  if (known && !(request.answers === 0 && known.started)) return known;
  const fresh: Place = { index: 0, used: 0, started: false };
  places.set(request.conversation, fresh);
  return fresh;
}

function advance(steps: readonly (Step | Responder)[], place: Place, request: RecordedRequest): Step {
  const current = steps[place.index];
  if (current === undefined) return PAST_THE_END;
  const step = typeof current === 'function' ? parseStep(current(request)) : current;
  place.used += 1;
  place.started ||= isDelivered(step);
  if (step.repeat !== 'endless' && place.used >= (step.repeat ?? 1)) {
    place.index += 1;
    place.used = 0;
  }
  return step;
}

/** Whether the answer can become part of the conversation, so that the next request shows it. */
function isDelivered(step: Step): boolean {
  return (step.text !== undefined || step.toolCalls !== undefined) && step.disconnect === undefined;
}

/** A client does not try a 400 again, so that a scenario which is too short shows at once. */
const PAST_THE_END: Step = {
  status: 400,
  body: JSON.stringify({ error: { message: 'The scripted model (no model) has no further step.' } }),
};
