import { environment } from '../environment.ts';
import { INSIDE, INSIDE_ID } from '../inside.ts';
import { parseLimits, type ResourceLimit, SHARED_MEMORY_BYTES } from '../limits.ts';
import type { Limits } from '../sandbox.ts';
import { CONTENT } from './content.ts';
import type { Facts } from './facts.ts';

/** What must be so in there. */
export type Expectation = {
  readonly limits: Limits;
  readonly resources: readonly ResourceLimit[];
  readonly brokerAnswer: string;
  /** Our own namespaces, as links; the inside shares none of them. */
  readonly namespaces: readonly string[];
};

/** Every promise of the sandbox, as it turned out. */
export function judge(facts: Facts, expected: Expectation): Readonly<Record<string, boolean>> {
  const home = environment(INSIDE);
  const status = new Map(facts.status.split('\n').map((line) => cut(line)));
  return {
    'own-processes-only': sameItems(facts.processes, ['1', String(facts.self)]) && facts.self !== 1,
    'environments-clean': facts.environments.every(
      (text) => text === null || BARE.includes(text) || isOurs(text, home),
    ),
    'environment-as-listed': isOurs(serialised(facts.environment), home),
    'descriptors-closed': areClosed(facts),
    'files-hidden': facts.seen.length === 0,
    'files-as-listed': areListed(facts),
    'files-read-only': facts.writable.length === 0,
    'network-loopback-only': sameItems(facts.interfaces, ['lo']) && facts.routes === 0,
    'network-unreachable': facts.reached.length === 0,
    'listener-relay-only': facts.listeners === 1,
    'identity-unprivileged': hasNoPower(status),
    'session-own': /^[1-9]/.test(status.get('NSsid') ?? ''),
    'namespaces-own': areOwn(facts, expected),
    'namespaces-refused': REFUSED.test(facts.nested ?? ''),
    'memory-files-bounded': areBounded(facts, expected.limits),
    'out-of-memory-first': facts.oomScore === '1000',
    'limits-applied': areApplied(facts.limits, expected.resources),
    'view-readable': sameItems(facts.readable, [INSIDE.view, INSIDE.config]),
    'programs-usable': sameItems(facts.executable, [INSIDE.opencode, INSIDE.ripgrep]),
    'broker-reachable': facts.broker === expected.brokerAnswer,
  };
}

/** What bwrap says when the kernel makes no user namespace; any later failure of it means that there was one. */
const REFUSED = /^bwrap: (Creating new namespace failed|No permissions to creat)/;

/** Process 1's environment when it was started with none: a root's bwrap is started by another, which adds this. */
const BARE = ['', 'PWD=/\0'];

/**
 * Process 1 has what we gave it: three streams and the lifeline, and objects without a name of its own. All others
 * come from it; they too may hold no file of the machine.
 */
function areClosed({ descriptors, firstDescriptors }: Facts): boolean {
  if (descriptors === null || firstDescriptors === null) return false;
  const given = firstDescriptors.filter(({ link }) => !link.startsWith('anon_inode:'));
  const numbers = given.map(({ number }) => String(number));
  return (
    sameItems(numbers, ['0', '1', '2', '6']) &&
    given.every(({ link }) => link.startsWith('socket:')) &&
    descriptors.every(({ link }) => !link.startsWith('/') || /^\/(dev\/null|proc\/.*)$/.test(link))
  );
}

function areListed({ directories }: Facts): boolean {
  const found = new Map(directories.map(({ path, names }) => [path, names]));
  return Object.entries(CONTENT).every(
    ([path, allowed]) => found.get(path)?.every((name) => allowed.includes(name)) ?? false,
  );
}

function hasNoPower(status: ReadonlyMap<string, string>): boolean {
  const ids = `${status.get('Uid')}\t${status.get('Gid')}`.split('\t');
  const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => status.get(name));
  return (
    ids.every((id) => id === String(INSIDE_ID)) &&
    sets.every((set) => /^0+$/.test(set ?? '')) &&
    status.get('NoNewPrivs') === '1'
  );
}

function areOwn({ namespaces, host }: Facts, expected: Expectation): boolean {
  return (
    host === 'sandbox' &&
    namespaces.length === 7 &&
    !namespaces.some((link) => expected.namespaces.includes(link))
  );
}

function areBounded({ sizes }: Facts, limits: Limits): boolean {
  const wanted = new Map<string, number>([
    [INSIDE.home, limits.homeBytes],
    [INSIDE.tmp, limits.tmpBytes],
    ['/dev/shm', SHARED_MEMORY_BYTES],
  ]);
  const found = new Map(sizes.map(({ path, bytes }) => [path, bytes]));
  return [...wanted].every(([path, bytes]) => {
    const size = found.get(path) ?? 0;
    // The kernel rounds up to whole pages.
    return size > 0 && size < bytes + 65_536;
  });
}

function areApplied(text: string, resources: readonly ResourceLimit[]): boolean {
  const found = parseLimits(text);
  return resources.every(({ label, value }) => {
    const [soft, hard] = found.get(label) ?? [];
    return soft === value && hard === value;
  });
}

const serialised = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\0`)
    .join('');

const isOurs = (text: string, ours: Readonly<Record<string, string>>) =>
  sameItems(
    text.split('\0').filter((entry) => entry !== ''),
    Object.entries(ours).map(([name, value]) => `${name}=${value}`),
  );

function sameItems(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.toSorted().join('\n') === right.toSorted().join('\n');
}

function cut(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).trim()];
}
