import type { IncomingMessage } from 'node:http';
import { accept, type Checked, refuse } from './checked.ts';
import { presentsToken } from './credentials.ts';
import { findRoute, type Route } from './routes.ts';
import type { Settings } from './settings.ts';

/**
 * Judges a request before its body is read. Nothing of these headers is ever sent on: the provider gets a fixed set
 * of ours, so only what would change the meaning of the body is refused here.
 */
export function checkHead(request: IncomingMessage, settings: Settings): Checked<Route> {
  const route = findRoute(settings, request.method ?? '', request.url ?? '');
  if (route === null) return refuse('route');
  if (!presentsToken(request.rawHeaders, settings.token)) return refuse('token', 401);
  const { headers } = request;
  if (!/^application\/json(?:\s*;\s*charset=utf-8)?$/iu.test(headers['content-type'] ?? '')) {
    return refuse('header: content-type', 415);
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return refuse('header: content-encoding', 415);
  return accept(route);
}
