import { isOwnersFile, parseOwners } from '../audit/owners.ts';
import { type Claim, claimsOf, type Refused } from '../contest/claims.ts';
import { ownersOf } from '../contest/owners.ts';
import { type Refusal, refusalNotes } from '../contest/refusal.ts';
import { needsOwner } from '../contest/widening.ts';
import { GateError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { blockingFindings, redecideAudit, redecideReview } from '../verdict/decide.ts';
import type { Accepted, Finding } from '../verdict/finding.ts';
import type { AuditResult, ContestTerms, Outcome, ReviewResult } from '../verdict/verdict.ts';
import { acceptanceJudge, type Judge, type OwnersByFinding, type Rules } from './acceptance-stands.ts';
import type { Request, Subject } from './read-subject.ts';
import { unlessAborted } from './unless-aborted.ts';

export type Legs = { readonly audit: AuditResult; readonly review: ReviewResult };
export type Contested = Legs & Pick<Outcome, 'notes' | 'contest'>;

/**
 * What people accepted on the pull request no longer blocks, and both legs are decided anew. GitHub is asked only
 * when something blocks and the policy lets somebody accept it. Never throws: whatever cannot be read does not count.
 */
export async function contestFindings(
  subject: Subject,
  legs: Legs,
  request: Request,
  ports: Ports,
): Promise<Contested> {
  const { failOn, policy } = subject;
  const open = blockingFindings([...legs.audit.findings, ...legs.review.findings], failOn);
  const { contest } = ports;
  const rules = policy.contest;
  if (rules === undefined || contest === undefined || open.length === 0) return { ...legs, notes: [] };
  try {
    return await unlessAborted(request.signal, async () => {
      const owners = await ownersByFinding(subject, open, rules, ports);
      const terms = termsOf(rules, owners);
      ports.progress.step('Reading what was accepted on the pull request');
      const wanted = { comments: rules.command !== undefined, label: rules.label !== undefined };
      const said = await contest.said(wanted);
      if ('unread' in said) return { ...legs, notes: [unreadNote(said.unread)], contest: terms };
      const { repository } = ports;
      const judge = acceptanceJudge({ range: subject.range, open, rules, owners, contest, repository });
      const { accepted, refusals } = await weigh(claimsOf(said, rules), open, judge, ports);
      const notes = [...refusalNotes(refusals), ...(said.isCut ? [CUT] : [])];
      return { ...decideAnew(legs, accepted, failOn), notes, contest: terms };
    });
  } catch (error) {
    const why = error instanceof GateError ? error.message : 'the gate itself failed';
    return { ...legs, notes: [unreadNote(why)] };
  }
}

const CUT =
  'The pull request has more comments than the gate reads (1,000 of each kind): an acceptance among the others does not count.';

function unreadNote(why: string): string {
  return `Nothing counts as accepted on the pull request, because what was said there could not be read: ${why.replace(/\.$/u, '')}.`;
}

async function ownersByFinding(
  { tip, change }: Subject,
  open: readonly Finding[],
  { codeOwnerFor }: Rules,
  { repository }: Ports,
): Promise<OwnersByFinding> {
  const meant = open.filter((finding) => needsOwner(finding, codeOwnerFor));
  if (meant.length === 0) return new Map();
  const owners = parseOwners(await repository.readFiles(tip, isOwnersFile));
  return new Map(meant.map((finding) => [finding, ownersOf(finding, change, owners)]));
}

function termsOf({ command, label, roles }: Rules, owners: OwnersByFinding): ContestTerms {
  const names = [...owners].map(([{ id }, lists]) => {
    const isOpen = lists.every((list) => list.length > 0);
    return [id, isOpen ? [...new Set(lists.flat())] : []] as const;
  });
  return { command: command ?? null, label: label ?? null, roles, owners: Object.fromEntries(names) };
}

type Weighed = { readonly accepted: ReadonlyMap<Finding, Accepted>; readonly refusals: readonly Refusal[] };

/** One after the other, so that the number of questions to GitHub has a bound. */
async function weigh(
  claims: readonly (Claim | Refused)[],
  open: readonly Finding[],
  judge: Judge,
  { trail }: Ports,
): Promise<Weighed> {
  const accepted = new Map<Finding, Accepted>();
  const refusals: Refusal[] = [];
  for (const claim of claims) {
    const { by, who, fingerprint } = claim;
    const event = { kind: 'acceptance', by, who: who.login, commit: claim.commit ?? '' } as const;
    const refuse = (why: Refusal, id: string, role?: string): void => {
      refusals.push(why);
      const as = role === undefined ? {} : { role };
      trail.record({ ...event, ...as, fingerprint: id, outcome: 'does not count', why });
    };
    if ('why' in claim) {
      refuse(claim.why, fingerprint ?? '');
      continue;
    }
    const meant = open.filter((finding) => fingerprint === null || finding.id === fingerprint);
    if (meant.length === 0) trail.record({ ...event, fingerprint: fingerprint ?? '', outcome: 'not needed' });
    for (const finding of meant.filter((one) => !accepted.has(one))) {
      const { why, role } = await judge(claim, finding);
      if (why !== null) {
        refuse(why, finding.id, role);
        continue;
      }
      accepted.set(finding, { by: 'maintainer', reason: claim.reason, who: who.login, commit: claim.commit });
      trail.record({
        ...event,
        ...(role === undefined ? {} : { role }),
        fingerprint: finding.id,
        outcome: 'counts',
      });
    }
  }
  return { accepted, refusals };
}

function decideAnew(
  { audit, review }: Legs,
  accepted: ReadonlyMap<Finding, Accepted>,
  failOn: Subject['failOn'],
): Legs {
  if (accepted.size === 0) return { audit, review };
  const marked = (findings: readonly Finding[]) =>
    findings.map((finding): Finding => {
      const mark = accepted.get(finding);
      return mark === undefined ? finding : { ...finding, accepted: mark };
    });
  return {
    audit: redecideAudit(audit, marked(audit.findings), failOn),
    review: redecideReview(review, marked(review.findings), failOn),
  };
}
