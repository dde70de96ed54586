import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Asked, answerError, answerRefusal, type Call, GAVE_UP, HUNG_UP } from './call.ts';
import { openCallLog } from './call-log.ts';
import { accept, type Checked, refuse, refuseBudget } from './checked.ts';
import { GAVE_UP_STATUS } from './failures.ts';
import { type Job, prepareJob, sendJob, takeAnswer } from './forward.ts';
import type { Gateway } from './gateway.ts';
import { checkHead } from './head.ts';
import { checkOffer, OFFER, readTools } from './offer.ts';
import { readBody } from './read-body.ts';
import { type Route, showRequest } from './routes.ts';
import { parseStrictJson } from './strict-json.ts';

/** From the request line to the last byte of the answer; ends in exactly one event. */
export async function answerCall(gateway: Gateway, request: IncomingMessage, response: ServerResponse) {
  const route = showRequest(request.method ?? '', request.url ?? '');
  const log = openCallLog(route, gateway.emit, gateway.now);
  const call: Call = { response, log, left: watchLeaving(response) };
  const head = checkHead(request, gateway.settings);
  if (head.ok) await takeTurn(gateway, call, request, head.value);
  else answerRefusal(gateway.dialect, call, head);
}

/** The body is read within the turn too, so that no more bodies lie in memory than calls may be under way. */
async function takeTurn(gateway: Gateway, call: Call, request: IncomingMessage, route: Route): Promise<void> {
  const release = await gateway.slots.take(call.left);
  if (release === null) {
    call.log.end({ decision: 'failed', why: HUNG_UP });
    return;
  }
  if (release === 'full') {
    answerRefusal(gateway.dialect, call, refuseBudget('calls at the same time'));
    return;
  }
  try {
    await exchange(gateway, call, request, route);
  } finally {
    release();
  }
}

/** Once the answer begins, nothing of what was asked is kept: it may be large, and there may be many. */
async function exchange(gateway: Gateway, call: Call, request: IncomingMessage, route: Route): Promise<void> {
  const begun = await beginExchange(gateway, call, request, route);
  if (begun === null) return;
  try {
    if (begun.answer !== null) await takeAnswer(begun.turn, begun.answer);
  } finally {
    begun.turn.limit.stop();
  }
}

async function beginExchange(gateway: Gateway, call: Call, request: IncomingMessage, route: Route) {
  const job = await readJob(gateway, call, request, route);
  return job === null ? null : { turn: job.turn, answer: await sendJob(job) };
}

async function readJob(
  gateway: Gateway,
  call: Call,
  request: IncomingMessage,
  route: Route,
): Promise<Job | null> {
  const body = await readBody(request);
  if (body === null) {
    call.log.end({ decision: 'failed', why: HUNG_UP });
    return null;
  }
  const asked = body.ok ? readAsked(gateway, call, body.value, route) : body;
  if (!asked.ok) answerRefusal(gateway.dialect, call, asked);
  else if (gateway.patience.isOver()) answerGaveUp(gateway, call);
  else return prepareJob(gateway, call, asked.value);
  return null;
}

function readAsked(gateway: Gateway, { log }: Call, body: Buffer, route: Route): Checked<Asked> {
  const { settings, dialect, distrust } = gateway;
  log.received(body.length);
  const json = parseStrictJson(body);
  if (!json.ok) return json;
  const canonical = dialect.checkBody(json.value);
  if (!canonical.ok) return canonical;
  const { system } = canonical.value;
  const offer = checkOffer(settings.offer, { system, tools: readTools(json.value) });
  if (!offer.ok) distrust.begin();
  if (distrust.isOn()) return offer.ok ? refuse(`${OFFER}another call did not show what was started`) : offer;
  return accept({ route, canonical: canonical.value });
}

function answerGaveUp({ dialect }: Gateway, { response, log }: Call): void {
  log.end({ decision: 'failed', why: GAVE_UP, status: GAVE_UP_STATUS });
  answerError(dialect, response, { status: GAVE_UP_STATUS });
}

function watchLeaving(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) controller.abort(HUNG_UP);
  });
  return controller.signal;
}
