import type { Place } from './kit/place.ts';

/**
 * Who the case runs as. `unprivileged`: an ordinary user, no namespace is needed. `userns`: an ordinary user who may
 * make user namespaces. `root`: the machine's root. A run as root covers all three, a run as an ordinary user the
 * first two.
 */
export const LANES = ['unprivileged', 'userns', 'root'] as const;
export type Lane = (typeof LANES)[number];

export const AREAS = [
  'trigger',
  'runner',
  'git',
  'opencode',
  'sandbox',
  'broker',
  'output',
  'supply-chain',
] as const;
export type Area = (typeof AREAS)[number];

export type Defence = 'off' | 'on';

/** `evidence` is one line for people: what the attack got, or what stood in its way. */
export type Result = { readonly exploited: boolean; readonly evidence: string };

/**
 * Carries the attack out for real. The attack is the same code in both runs; only the defence differs. Throws when it
 * could not be carried out at all, which is a failure of the case whatever the defence.
 */
export type Attack = (place: Place, defence: Defence) => Promise<Result>;

type Named = {
  /** Of the catalogue, 1 to 125; the file is `cases/NNN-name.ts`. */
  readonly number: number;
  /** What the attacker does, in a short sentence without a full stop. */
  readonly title: string;
  readonly area: Area;
};

/** A case that runs here. */
export type Carried = Named & {
  readonly lanes: readonly Lane[];
  /** OpenCode's own behaviour is the point: runs again with `--opencode VERSION`. */
  readonly opencode?: true;
  /** Seconds for both runs together on a busy machine; 120 when absent. */
  readonly seconds?: number;
  readonly attack: Attack;
};

/** A case that needs a real GitHub, or a real something else. `nearest` is the path of the test that comes nearest. */
export type Beyond = Named & { readonly reason: string; readonly nearest: string };

export type HostileCase = Carried | Beyond;

/**
 * The result of an attack with several payloads: by name, what each one got, or null. With the defence off every one
 * of them must succeed (each is its own positive control); with it on a single one is enough for the attacker.
 */
export function judge(defence: Defence, payloads: Readonly<Record<string, string | null>>): Result {
  const all = Object.entries(payloads);
  const got = all.filter(([, loot]) => loot !== null);
  const exploited = defence === 'off' ? got.length === all.length && all.length > 0 : got.length > 0;
  const names = all.flatMap(([name, loot]) => (loot === null ? [name] : []));
  if (exploited || names.length === 0)
    return { exploited, evidence: got.map(([name, loot]) => `${name}: ${loot}`).join('; ') };
  return { exploited, evidence: `nothing by ${names.join(', ')}` };
}
