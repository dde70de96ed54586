import { lookup as lookupName } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { type AddressKind, kindOfAddress } from './addresses.ts';

/** All addresses of a name; rejects as `dns.lookup` does. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** The code of an error for a name that leads where it may not. */
export const PRIVATE_ADDRESS = 'EPRIVATEADDRESS';

/** The same for a name that has to lead to one's own network. */
export const PUBLIC_ADDRESS = 'EPUBLICADDRESS';

export const resolveByDns: Resolve = async (hostname) => {
  const found = await lookupName(hostname, { all: true });
  return found.map(({ address }) => address);
};

/**
 * A lookup for a connection that answers checked addresses only. The connection goes to one of them: nothing is
 * resolved a second time, so that a name cannot show one address to the check and another to the connection. One
 * address that may not be spoils them all.
 */
export function checkedLookup(
  resolve: Resolve,
  allowPrivate: boolean,
  mustBePrivate = false,
): LookupFunction {
  const answer = async (...[hostname, { family, all }, callback]: Parameters<LookupFunction>) => {
    const isNamed = allowPrivate || hostname === 'localhost';
    const found = await findAllowed(resolve, hostname, isNamed, mustBePrivate);
    const wanted = typeof found === 'string' ? [] : found.filter((address) => isWanted(address, family));
    const [first] = wanted;
    if (typeof found === 'string' || first === undefined) {
      const code = typeof found === 'string' ? found : 'ENOTFOUND';
      callback(Object.assign(new Error(code), { code }), '', 0);
    } else if (all) callback(null, wanted.map(withFamily));
    else callback(null, first, withFamily(first).family);
  };
  return (hostname, options, callback) => {
    void answer(hostname, options, callback);
  };
}

/** The addresses of a name, all of them allowed, or the code of an error. */
async function findAllowed(
  resolve: Resolve,
  hostname: string,
  isNamed: boolean,
  mustBePrivate: boolean,
): Promise<readonly string[] | string> {
  try {
    const addresses = await resolve(hostname);
    const kinds = addresses.map(kindOfAddress);
    if (kinds.some((kind) => !isAllowed(kind, isNamed))) return PRIVATE_ADDRESS;
    return mustBePrivate && kinds.includes('public') ? PUBLIC_ADDRESS : addresses;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'ENOTFOUND';
  }
}

/** Whether an endpoint written as an address may be asked: private ones are named by being written down. */
export function isLiteralAllowed(address: string): boolean {
  return isAllowed(kindOfAddress(address), true);
}

function isAllowed(kind: AddressKind, isNamed: boolean): boolean {
  return kind === 'public' || (kind === 'private' && isNamed);
}

function isWanted(address: string, family: number | string | undefined): boolean {
  const wanted = Number(String(family ?? 0).replace('IPv', ''));
  return wanted === 0 || wanted === withFamily(address).family;
}

function withFamily(address: string): { readonly address: string; readonly family: 4 | 6 } {
  return { address, family: address.includes(':') ? 6 : 4 };
}
