import { environment } from '../environment.ts';
import { ERRNO } from '../filter/policy.ts';
import { INSIDE } from '../inside.ts';
import { parseLimits, type ResourceLimit, SHARED_MEMORY_BYTES } from '../limits.ts';
import type { Limits, Promises } from '../sandbox.ts';
import type { Attempt } from './attempts.ts';
import { parseResults } from './caller.ts';
import type { Facts } from './facts.ts';

/** What must be so in there. */
export type Expectation = {
  readonly promises: Promises;
  readonly limits: Limits;
  readonly resources: readonly ResourceLimit[];
  readonly brokerAnswer: string;
  /** Our own namespaces, as links; the inside shares none of them. */
  readonly namespaces: readonly string[];
  /** The calls that the probe's executable made after one that always works. */
  readonly attempts: readonly Attempt[];
};

/** Every promise of the sandbox, as it turned out. */
export function judge(facts: Facts, expected: Expectation): Readonly<Record<string, boolean>> {
  const home = environment(INSIDE);
  const { promises } = expected;
  const status = parseStatus(facts.status);
  return {
    'own-processes-only': isAlone(facts, promises),
    'environments-clean': facts.environments.every(
      (text) => text === null || BARE.includes(text) || isOurs(text, home),
    ),
    'environment-as-listed': isOurs(serialised(facts.environment), home),
    'descriptors-closed': areClosed(facts, promises),
    'files-hidden': facts.seen.length === 0,
    'files-as-listed': areListed(facts, promises),
    'files-read-only': facts.writable.length === 0,
    'network-loopback-only': sameItems(facts.interfaces, ['lo']) && facts.routes === 0,
    'network-unreachable': facts.reached.length === 0,
    'listener-relay-only': facts.listeners === 1,
    'identity-unprivileged': hasNoPower(status, promises),
    'session-own': /^[1-9]/.test(status.get('NSsid') ?? ''),
    'namespaces-own': areOwn(facts, expected),
    'namespaces-refused': REFUSED.test(facts.nested ?? ''),
    'filter-on-every-process': areFiltered(facts),
    'system-calls-refused': areRefused(facts, expected),
    'memory-files-bounded': areBounded(facts, expected.limits),
    'out-of-memory-first': facts.oomScore === '1000',
    'limits-applied': areApplied(facts.limits, expected.resources),
    'view-readable': sameItems(facts.readable, [INSIDE.view, INSIDE.config]),
    'programs-usable': sameItems(facts.executable, [INSIDE.opencode, INSIDE.ripgrep]),
    'broker-reachable': facts.broker === expected.brokerAnswer,
  };
}

/** What a program says when the kernel makes no user namespace; any later failure means that there was one. */
const REFUSED =
  /^bwrap: (Creating new namespace failed|No permissions to creat)|^unshare: unshare failed: (Operation not permitted|Function not implemented)/;

/** Process 1's environment when it was started with none: a root's bwrap is started by another, which adds this. */
const BARE = ['', 'PWD=/\0'];

/** The relay and what started it, or the relay alone. */
function isAlone({ processes, self }: Facts, { first }: Promises): boolean {
  const expected = first === 'relay' ? ['1'] : ['1', String(self)];
  return sameItems(processes, expected) && (self === 1) === (first === 'relay');
}

/**
 * Process 1 has what we gave it: three streams, maybe the lifeline, and objects without a name of its own. Where it is
 * another user's it shows none. All others come from it; they may hold no file of the machine.
 */
function areClosed({ descriptors, firstDescriptors }: Facts, { first }: Promises): boolean {
  const own = descriptors?.every(
    ({ link }) => !link.startsWith('/') || /^\/(dev\/null|proc\/.*)$/.test(link),
  );
  if (own !== true || first === 'relay') return own === true;
  if (first === 'closed' || firstDescriptors === null) return first === 'closed' && firstDescriptors === null;
  const given = firstDescriptors.filter(({ link }) => !link.startsWith('anon_inode:'));
  const numbers = given.map(({ number }) => String(number));
  return (
    ['0', '1', '2'].every((stream) => numbers.includes(stream)) &&
    numbers.every((number) => ['0', '1', '2', '6'].includes(number)) &&
    given.every(({ link }) => link.startsWith('socket:'))
  );
}

function areListed({ directories }: Facts, { content }: Promises): boolean {
  const found = new Map(directories.map(({ path, names }) => [path, names]));
  return Object.entries(content).every(
    ([path, allowed]) => found.get(path)?.every((name) => allowed.includes(name)) ?? false,
  );
}

function hasNoPower(status: ReadonlyMap<string, string>, { users: [from, below] }: Promises): boolean {
  const [id = '', ...ids] = `${status.get('Uid')}\t${status.get('Gid')}`.split('\t');
  const groups = (status.get('Groups') ?? '?').split(' ').filter((group) => group !== '');
  const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) => status.get(name));
  return (
    ids.every((other) => other === id) &&
    Number(id) >= from &&
    Number(id) < below &&
    groups.every((group) => group === id) &&
    sets.every((set) => /^0+$/.test(set ?? '')) &&
    status.get('NoNewPrivs') === '1'
  );
}

/** Mode 2 is a filter; it is never taken off again, and every child has it. */
function areFiltered({ statuses }: Facts): boolean {
  return (
    statuses.length > 0 && statuses.every((text) => text !== null && parseStatus(text).get('Seccomp') === '2')
  );
}

function areRefused({ calls }: Facts, { attempts, promises }: Expectation): boolean {
  const [worked = 0, ...results] = parseResults(Buffer.from(calls ?? '', 'hex'));
  return (
    worked > 0 &&
    attempts.length > 0 &&
    results.length === attempts.length &&
    attempts.every(({ result }, index) => isRefusal(results[index] ?? 0, result, promises))
  );
}

const isRefusal = (found: number, exact: number, { filter }: Promises) =>
  found === exact || (filter !== 'ours' && ENGINE_REFUSALS.includes(found));

/** A container engine has one answer for all calls: that there is no such call, or, when it is old, EPERM. */
const ENGINE_REFUSALS = [-ERRNO.noSystemCall, -ERRNO.notPermitted];

function areOwn({ namespaces, host }: Facts, expected: Expectation): boolean {
  return (
    host === 'sandbox' &&
    namespaces.length === 7 &&
    !namespaces.some((link) => expected.namespaces.includes(link) && !mayShare(link, expected.promises))
  );
}

const mayShare = (link: string, { ownUserNamespace }: Promises) =>
  !ownUserNamespace && link.startsWith('user:');

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

const parseStatus = (text: string) => new Map(text.split('\n').map(cut));

function cut(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).trim()];
}
