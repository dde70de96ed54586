import type { Protocol } from './broker.ts';
import { showName } from './checked.ts';
import type { Settings } from './settings.ts';

/** `request` is compared with the raw bytes of the request line; `upstream` is appended to the provider's base. */
export type Route = { readonly request: string; readonly upstream: string };

const post = (upstream: string): Route => ({ request: `POST /v1${upstream}`, upstream });

/** Everything that the sandboxed process may ask, for one model. */
const ROUTES: Readonly<Record<Protocol, (model: string) => readonly Route[]>> = {
  'openai-chat': () => [post('/chat/completions')],
  'openai-responses': () => [post('/responses')],
  'anthropic-messages': () => [post('/messages')],
  'google-generate': (model) => [
    post(`/models/${model}:streamGenerateContent?alt=sse`),
    post(`/models/${model}:generateContent`),
  ],
};

/**
 * The route of a request line, or null. The target is never parsed as a URL: absolute forms, `//host`, encoded
 * dots and backslashes all differ from the literal and end here.
 */
export function findRoute(
  { protocol, models }: Pick<Settings, 'protocol' | 'models'>,
  method: string,
  target: string,
): Route | null {
  const request = `${method} ${target}`;
  return models.flatMap(ROUTES[protocol]).find((route) => route.request === request) ?? null;
}

/** A request line for the trail; without the query, which could carry text out. */
export function showRequest(method: string, target: string): string {
  return `${showName(method, 12)} ${showName(target.split(/[?#]/u)[0] ?? '', 80)}`;
}
