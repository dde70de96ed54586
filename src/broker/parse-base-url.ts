import { GateError } from '../errors.ts';

export type BaseUrl = { readonly upstream: string; readonly allowPlainHttp: boolean };

/**
 * Reads the input base-url. `path` is what the provider's base ends in, added when the address has none. Throws
 * GateError `input-invalid`.
 */
export function parseBaseUrl(text: string, path = ''): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw wrong('must be a full http or https address, such as http://127.0.0.1:11434/v1');
  }
  if (url.username !== '' || url.password !== '') throw wrong('must not hold a user name or password');
  if (url.search !== '' || url.hash !== '') {
    throw wrong('must not hold a query (such as an api-version) or a fragment');
  }
  const own = url.pathname.replace(/\/+$/u, '');
  if (ENDPOINT.test(own)) {
    throw wrong('must end before /chat/completions, /responses, /messages or /models, which the gate adds');
  }
  const base = own === '' ? path : own;
  return { upstream: `${url.origin}${base}`, allowPlainHttp: url.protocol === 'http:' };
}

const ENDPOINT = /\/(?:chat\/completions|responses|messages|models(?:\/[^/]*:\w+)?)$/u;

function wrong(what: string): GateError {
  return new GateError('input-invalid', `The input base-url ${what}.`);
}
