import { withoutSubstitutions } from './substitutions.ts';

export type Address = {
  /** Without the colon, for example `https`. */
  readonly protocol: string;
  readonly host: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly isLoopback: boolean;
};

/** Null for what is no address, or whose beginning is only known when it runs. */
export function parseAddress(text: string): Address | null {
  const filled = withoutSubstitutions(text.trim());
  if (!URL.canParse(filled)) return null;
  const { protocol, hostname, origin } = new URL(filled);
  return { protocol: protocol.slice(0, -1), host: hostname, origin, isLoopback: isLoopback(hostname) };
}

export function isRemote(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && /^(?:https?|wss?)$/.test(address.protocol) && !address.isLoopback;
}

/** Whether a host is `domain` or below it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** As a parsed address writes it: 127.1 is 127.0.0.1 there, and `127.example.org` stays a name. */
function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return /^127(?:\.\d{1,3}){3}$/.test(host) || host === '0.0.0.0' || host === '[::1]' || host === '[::]';
}
