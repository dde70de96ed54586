import { isIP } from 'node:net';
import { kindOfAddress } from '../../broker/addresses.ts';
import type { Provider } from '../../broker/providers.ts';
import { type Resolve, resolveByDns } from '../../broker/resolve.ts';
import { GateError } from '../../errors.ts';

/**
 * Whether this key may be used with this provider: it is there when it is needed, and it is not sent over the
 * internet in clear text. Throws GateError `key-missing` or `input-invalid`.
 */
export async function checkKey(
  { needsKey, provider, keyEnvs, settings: { upstream } }: Provider,
  key: string,
  hasProxy: boolean,
  resolve: Resolve = resolveByDns,
): Promise<void> {
  if (needsKey && key === '') {
    throw new GateError(
      'key-missing',
      `The provider ${provider} needs a key: set the input api-key (on the command line, ${keyEnvs.join(' or ')} in the environment).`,
    );
  }
  const { protocol, hostname } = new URL(upstream);
  if (key === '' || protocol !== 'http:') return;
  if (await isOwnNetwork(hostname.replace(/^\[(.*)\]$/u, '$1'), hasProxy, resolve)) return;
  throw new GateError(
    'input-invalid',
    'The base-url is a plain http address outside of private networks, so the model key would be sent in clear text. Use https, or leave the key out.',
  );
}

/** Names that only a private network gives to anybody. */
const OWN_NAMES = /^(?:[^.]+|.*\.(?:localhost|local|internal|lan|home\.arpa))$/iu;

/** What a name leads to is looked at again by the broker, whenever it connects. Through a proxy nobody here knows it. */
async function isOwnNetwork(host: string, hasProxy: boolean, resolve: Resolve): Promise<boolean> {
  if (isIP(host) !== 0) return kindOfAddress(host) !== 'public';
  if (hasProxy || OWN_NAMES.test(host)) return OWN_NAMES.test(host);
  const addresses = await resolve(host).catch(() => []);
  return addresses.every((address) => kindOfAddress(address) !== 'public');
}
