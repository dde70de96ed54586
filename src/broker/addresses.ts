import { isIP, isIPv4 } from 'node:net';

/**
 * `private` may be a model server that a workflow means: loopback, private networks, carrier networks. `never` is no
 * model server of anybody: the metadata services of clouds, link-local and multicast addresses, what is reserved.
 */
export type AddressKind = 'public' | 'private' | 'never';

type Range = readonly [prefix: readonly number[], bits: number, kind: AddressKind];

const V4: readonly Range[] = [
  // The metadata service of Azure has a public address, the one of Alibaba lies in the carriers' range.
  [[168, 63, 129, 16], 32, 'never'],
  [[100, 100, 100, 200], 32, 'never'],
  // Connecting to it reaches this machine, as with loopback.
  [[0, 0, 0, 0], 32, 'private'],
  [[0], 8, 'never'],
  [[10], 8, 'private'],
  [[100, 64], 10, 'private'],
  [[127], 8, 'private'],
  [[169, 254], 16, 'never'],
  [[172, 16], 12, 'private'],
  [[192, 0, 0], 24, 'never'],
  [[192, 0, 2], 24, 'never'],
  [[192, 88, 99], 24, 'never'],
  [[192, 168], 16, 'private'],
  [[198, 18], 15, 'never'],
  [[198, 51, 100], 24, 'never'],
  [[203, 0, 113], 24, 'never'],
  [[224], 3, 'never'],
];

const V6: readonly Range[] = [
  // The metadata service of AWS.
  [[0xfd, 0x00, 0x0e, 0xc2], 32, 'never'],
  [[0xfc], 7, 'private'],
  [[0x20, 0x01, 0x0d, 0xb8], 32, 'never'],
  [[0x20, 0x01, 0x00], 23, 'never'],
  [[0x3f, 0xff], 20, 'never'],
  [[0x20], 3, 'public'],
];

/** Where an IPv4 address stands in an IPv6 one: mapped, NAT64, 6to4. */
const CARRIERS: readonly (readonly [prefix: readonly number[], bits: number, at: number])[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 96, 12],
  [[0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96, 12],
  [[0x20, 0x02], 16, 2],
];

/** What kind of address this is, in any notation of `net.isIP`; what is no address is `never`. */
export function kindOfAddress(address: string): AddressKind {
  const plain = address.replace(/%.*$/u, '');
  if (isIP(plain) === 0) return 'never';
  return isIPv4(plain) ? kindOfV4(plain.split('.').map(Number)) : kindOfV6(bytesOfV6(plain));
}

function kindOfV4(bytes: readonly number[]): AddressKind {
  return V4.find(([prefix, bits]) => startsWith(bytes, prefix, bits))?.[2] ?? 'public';
}

function kindOfV6(bytes: readonly number[]): AddressKind {
  if (bytes.slice(0, 15).every((byte) => byte === 0)) return (bytes[15] ?? 2) < 2 ? 'private' : 'never';
  const carrier = CARRIERS.find(([prefix, bits]) => startsWith(bytes, prefix, bits));
  if (carrier !== undefined) return kindOfV4(bytes.slice(carrier[2], carrier[2] + 4));
  return V6.find(([prefix, bits]) => startsWith(bytes, prefix, bits))?.[2] ?? 'never';
}

function startsWith(bytes: readonly number[], prefix: readonly number[], bits: number): boolean {
  return Array.from({ length: Math.ceil(bits / 8) }, (_, index) => index).every((index) => {
    const mask = (0xff << Math.max(0, 8 - (bits - index * 8))) & 0xff;
    return ((bytes[index] ?? 0) & mask) === ((prefix[index] ?? 0) & mask);
  });
}

function bytesOfV6(address: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/u.exec(address);
  const text = dotted === null ? address : `${dotted[1]}${pair(dotted, 2)}:${pair(dotted, 4)}`;
  const [head = '', tail] = text.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const gap = Array.from({ length: 8 - front.length - back.length }, () => 0);
  return [...front, ...gap, ...back].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function pair(parts: readonly string[], from: number): string {
  return (Number(parts[from]) * 256 + Number(parts[from + 1])).toString(16);
}
