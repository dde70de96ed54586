import type { ObjectId, Path, Range } from '../change/change.ts';
import type { Claim } from '../contest/claims.ts';
import { parseOwner } from '../contest/owners.ts';
import type { Refusal } from '../contest/refusal.ts';
import type { Person } from '../contest/said.ts';
import { isUnchanged } from '../contest/unchanged.ts';
import type { AssetFile } from '../opencode/asset.ts';
import type { Policy } from '../policy/policy.ts';
import type { Contest, Repository } from '../ports.ts';
import type { Finding } from '../verdict/finding.ts';

export type Rules = NonNullable<Policy['contest']>;

/** The owners of the file of each finding that takes one; a list for each name of the file. */
export type OwnersByFinding = ReadonlyMap<Finding, readonly (readonly string[])[]>;

/** `why` is null for an acceptance that stands; `role` is there when it was asked for. */
export type Judged = { readonly why: Refusal | null; readonly role?: string };
export type Judge = (claim: Claim, finding: Finding) => Promise<Judged>;

export type JudgeParts = {
  readonly range: Range;
  readonly open: readonly Finding[];
  readonly rules: Rules;
  readonly owners: OwnersByFinding;
  readonly contest: Contest;
  readonly repository: Repository;
};

/** Different people whose role is asked for, memberships that are, and older commits that are read. */
const MOST = 50;

/** Judges acceptances of findings: who each one is by, and whether the finding still is what that person looked at. */
export function acceptanceJudge({ range, open, rules, owners, contest, repository }: JudgeParts): Judge {
  const paths = new Set<Path>(open.map(({ path }) => path));
  const roleOf = atMost(
    (who: Person) => String(who.id),
    (who) => contest.roleOf(who),
  );
  const isMember = atMost(
    ({ who, org, slug }: Membership) => JSON.stringify([who.id, org, slug]),
    ({ who, org, slug }) => contest.isMember(who, { org, slug }),
  );
  const filesAt = atMost((commit: ObjectId) => commit, readCommit);

  /** Null when the commit is none of the pull request's, or cannot be read. */
  async function readCommit(commit: ObjectId): Promise<ReadonlyMap<Path, AssetFile> | null> {
    try {
      if (commit !== range.head && !(await repository.brings(range, commit))) return null;
      const files = await repository.readFiles(commit, (path) => paths.has(path));
      return new Map(files.map((file) => [file.path, file]));
    } catch {
      return null;
    }
  }

  async function whyStale({ by, commit }: Claim, finding: Finding): Promise<Refusal | null> {
    if (commit === range.head) return null;
    if (by === 'label') return 'commit';
    const [now, then] = [await filesAt(range.head), await filesAt(commit)];
    if (!now?.told || !then?.told) return 'commit';
    // What a permission comes to is decided by the file as a whole, so that an owner has looked at all of it.
    const wholly = owners.has(finding);
    return isUnchanged(finding, then.told.get(finding.path), now.told.get(finding.path), wholly)
      ? null
      : 'changed';
  }

  async function whyNoOwner(who: Person, words: readonly string[]): Promise<Refusal | null> {
    let why: Refusal = 'owner';
    for (const owner of words.map(parseOwner)) {
      if (owner.is === 'user' && owner.login.toLowerCase() === who.login.toLowerCase()) return null;
      if (owner.is !== 'team') continue;
      const member = await isMember({ who, org: owner.org, slug: owner.slug });
      if (member?.told === true) return null;
      if (member?.told !== false) why = 'owner-unread';
    }
    return why;
  }

  async function whyNot(claim: Claim, finding: Finding): Promise<Refusal | null> {
    const stale = await whyStale(claim, finding);
    if (stale !== null) return stale;
    for (const words of owners.get(finding) ?? []) {
      const why = await whyNoOwner(claim.who, words);
      if (why !== null) return why;
    }
    return null;
  }

  return async (claim, finding) => {
    const lists = owners.get(finding);
    if (lists?.some((words) => words.length === 0)) return { why: 'no-owner' };
    if (lists !== undefined && claim.by === 'label') return { why: 'owner-label' };
    const asked = await roleOf(claim.who);
    if (asked === null) return { why: 'too-many' };
    const role = asked.told;
    if (role === null) return { why: 'role-unread' };
    if (!rules.roles.includes(role)) return { why: 'role', role };
    return { why: await whyNot(claim, finding), role };
  };
}

type Membership = { readonly who: Person; readonly org: string; readonly slug: string };

/** Asks once for each thing, and for so many things only: null for those beyond. */
function atMost<Asked, Told>(keyOf: (asked: Asked) => string, ask: (asked: Asked) => Promise<Told>) {
  const known = new Map<string, Promise<Told>>();
  return async (asked: Asked): Promise<{ readonly told: Told } | null> => {
    const key = keyOf(asked);
    const before = known.get(key);
    if (before === undefined && known.size >= MOST) return null;
    const answer = before ?? ask(asked);
    known.set(key, answer);
    return { told: await answer };
  };
}
