import type { Protocol } from './broker.ts';
import { showName } from './checked.ts';

/** `request` is compared with the raw bytes of the request line; `upstream` is appended to the provider's base. */
export type Route = { readonly protocol: Protocol; readonly request: string; readonly upstream: string };

/** Everything that the sandboxed process may ask. */
export const ROUTES: readonly Route[] = [
  { protocol: 'openai-chat', request: 'POST /v1/chat/completions', upstream: '/chat/completions' },
  { protocol: 'anthropic-messages', request: 'POST /v1/messages', upstream: '/messages' },
];

/**
 * The route of a request line, or null. The target is never parsed as a URL: absolute forms, `//host`, encoded
 * dots and backslashes all differ from the literal and end here.
 */
export function findRoute(protocol: Protocol, method: string, target: string): Route | null {
  const request = `${method} ${target}`;
  return ROUTES.find((route) => route.protocol === protocol && route.request === request) ?? null;
}

/** A request line for the trail; without the query, which could carry text out. */
export function showRequest(method: string, target: string): string {
  return `${showName(method, 12)} ${showName(target.split(/[?#]/u)[0] ?? '', 80)}`;
}
