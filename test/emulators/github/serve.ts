import type { OpenAPIBackend } from 'openapi-backend';
import { type Answer, invalid, notFound, Refused, refuse } from './answer.ts';
import type { Call } from './call.ts';
import type { Mishap } from './faults.ts';
import { type Judged, judge } from './judge.ts';
import { HANDLERS } from './operations/index.ts';
import { permit } from './permit.ts';
import type { State } from './state.ts';
import type { Token } from './tokens.ts';

export type Incoming = {
  readonly method: string;
  /** Without `/api/v3` and without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The address up to the path, `/api/v3` included. */
  readonly api: string;
};

export type Office = {
  readonly api: OpenAPIBackend;
  readonly state: State;
  readonly tokens: Readonly<Record<string, Token>>;
  readonly faults: (operation: string, route: string) => Mishap | null;
  /** Says what no client may send and no fake may answer. */
  readonly complain: (text: string) => void;
};

export type Served = {
  readonly answer: Answer | 'drop';
  readonly ms: number;
  readonly operation: string | null;
  readonly token: Token | null;
};

/** What GitHub would do with one request. */
export function serve(office: Office, incoming: Incoming): Served {
  const { method, path, query, headers, body } = incoming;
  const token = office.tokens[credentialOf(incoming)] ?? null;
  const request = { method: method.toLowerCase(), path, query, headers: clean(headers), body };
  const judged = judge(office.api, request);
  if (judged === null) {
    office.complain(`${method} ${path}: no operation that this fake knows`);
    const answer = attempt(() => admit(incoming, token) && notFound());
    return { answer: withHeaders(answer, office.state), ms: 0, operation: null, token };
  }
  const mishap = office.faults(judged.operation, judged.route) ?? NONE;
  mishap.meanwhile?.();
  const own = mishap.effect ? answerTo(office, incoming, judged, token) : null;
  const answer = mishap.answer ?? own ?? { status: 500 };
  return {
    answer: withHeaders(answer, office.state),
    ms: mishap.ms ?? 0,
    operation: judged.operation,
    token,
  };
}

const NONE: Mishap = { answer: null, effect: true };

function answerTo(office: Office, incoming: Incoming, judged: Judged, token: Token | null): Answer {
  const own = attempt(() => handle(office, incoming, judged, admit(incoming, token)));
  return finish(own, judged, office.complain);
}

/** Who comes at all: a client that says what it is, with a token that is known. */
function admit({ headers }: Incoming, token: Token | null): Token {
  if (headers['user-agent'] === undefined)
    refuse(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    );
  return token ?? refuse(401, 'Bad credentials');
}

function handle({ complain, state }: Office, incoming: Incoming, judged: Judged, token: Token): Answer {
  const { operation, errors, strange, params, query, body } = judged;
  if (operation !== 'rate-limit/get') spend(state);
  const { owner, name } = state.repository;
  if (params['owner'] !== undefined && `${params['owner']}/${params['repo']}` !== `${owner}/${name}`)
    notFound();
  permit(operation, token, state);
  const what = `${incoming.method} ${incoming.path}`;
  if (errors.length > 0) {
    complain(`${what}: ${errors.join('; ')}`);
    invalid(`Invalid request.\n\n${errors.join('\n')}`);
  }
  for (const each of strange) complain(`${what}: ${each}`);
  const call: Call = { state, token, params, query, body, api: incoming.api, path: incoming.path };
  return (HANDLERS[operation] ?? notFound)(call);
}

function attempt(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function finish(answer: Answer, judged: Judged, complain: (text: string) => void): Answer {
  if (answer.status >= 300 || answer.body === undefined) return answer;
  const { body, errors } = judged.answer(answer.status, answer.body);
  for (const error of errors) complain(`The fake's own answer to ${judged.operation}: ${error}`);
  return { ...answer, body };
}

/** Each request counts, those that are refused as well. */
function spend(state: State): void {
  const { rate } = state;
  if (Date.now() / 1_000 >= rate.reset) {
    rate.reset += 3_600;
    rate.remaining = rate.limit;
  }
  if (rate.remaining === 0) refuse(403, 'API rate limit exceeded for installation.');
  rate.remaining -= 1;
}

function withHeaders(answer: Answer | 'drop', { rate }: State): Answer | 'drop' {
  if (answer === 'drop') return answer;
  const headers = {
    'x-ratelimit-limit': String(rate.limit),
    'x-ratelimit-remaining': String(rate.remaining),
    'x-ratelimit-reset': String(rate.reset),
    'x-ratelimit-used': String(rate.limit - rate.remaining),
    'x-ratelimit-resource': 'core',
    ...answer.headers,
  };
  return { ...answer, headers };
}

const credentialOf = ({ headers }: Incoming): string =>
  /^(?:token|bearer) (.+)$/iu.exec(headers['authorization'] ?? '')?.[1] ?? '';

const clean = (headers: Incoming['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
