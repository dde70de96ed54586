import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Asked, answerError, answerRefusal, type Call, GAVE_UP, HUNG_UP } from './call.ts';
import { type CallLog, openCallLog } from './call-log.ts';
import { accept, type Checked, refuseBudget } from './checked.ts';
import { GAVE_UP_STATUS } from './failures.ts';
import { forward } from './forward.ts';
import type { Gateway } from './gateway.ts';
import { checkHead } from './head.ts';
import { readBody } from './read-body.ts';
import { showRequest } from './routes.ts';
import { parseStrictJson } from './strict-json.ts';

/** From the request line to the last byte of the answer; ends in exactly one event. */
export async function answerCall(gateway: Gateway, request: IncomingMessage, response: ServerResponse) {
  const route = showRequest(request.method ?? '', request.url ?? '');
  const log = openCallLog(route, gateway.emit, gateway.now);
  const call: Call = { response, log, left: watchLeaving(response) };
  const asked = await readCall(gateway, request, log);
  if (asked === null) log.end({ decision: 'failed', why: HUNG_UP });
  else if (asked.ok) await takeTurn(gateway, call, asked.value);
  else answerRefusal(gateway.dialect, call, asked);
}

async function readCall(
  { settings, dialect }: Gateway,
  request: IncomingMessage,
  log: CallLog,
): Promise<Checked<Asked> | null> {
  const route = checkHead(request, settings);
  if (!route.ok) return route;
  const body = await readBody(request);
  if (body === null || !body.ok) return body;
  log.received(body.value.length);
  const json = parseStrictJson(body.value);
  if (!json.ok) return json;
  const canonical = dialect.checkBody(json.value);
  return canonical.ok ? accept({ route: route.value, canonical: canonical.value }) : canonical;
}

async function takeTurn(gateway: Gateway, call: Call, asked: Asked): Promise<void> {
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
    if (gateway.patience.isOver()) answerGaveUp(gateway, call);
    else await forward(gateway, call, asked);
  } finally {
    release();
  }
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
