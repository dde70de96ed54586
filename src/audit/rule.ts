import type { Change, Path, Side } from '../change/change.ts';
import type { Project } from '../opencode/project.ts';
import type { Policy } from '../policy/policy.ts';
import type { Confidence, Severity } from '../verdict/finding.ts';
import type { Owners } from './owners.ts';
import type { RuleId } from './rule-ids.ts';
import type { Secret } from './secrets.ts';

/** What a rule looks at: the assets of one commit, and how that commit came to be. Rules run over both commits. */
export type AuditContext = {
  readonly side: Side;
  readonly project: Project;
  /** What the head is compared with; null at the base itself, and when there is nothing to compare with. */
  readonly base: Project | null;
  readonly change: Change;
  readonly policy: Policy;
  /** Who has to approve what, as the base says; null without a CODEOWNERS file. The same on both sides. */
  readonly owners: Owners | null;
  /** The credentials that were found on this side. */
  readonly secrets: readonly Secret[];
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
};

/** One place that a rule has something against. */
export type Hit = {
  readonly path: Path;
  /** 1-based; 0 for the file as a whole. */
  readonly line: number;
  readonly endLine?: number;
  readonly message: string;
  /** Default: the text of the lines. */
  readonly evidence?: string;
  /** What besides the text of the lines tells this hit from others in its file, for example the way of keys. */
  readonly scope?: string;
  /** What the hit is recognised by at the base, instead of its text: for example the whole content of a file. */
  readonly identity?: string;
  readonly remedy?: string;
  /** Exact replacement of line..endLine. */
  readonly suggestion?: string;
  /** Where this place weighs less than the rule says; what the policy sets goes before it. */
  readonly severity?: Severity;
};

/** One deterministic check. The runner stamps id, severity and category on: a rule cannot lie about its name. */
export type Rule = {
  readonly id: RuleId;
  /** A few words, for a list. */
  readonly title: string;
  /** One sentence; opens the rule's page. */
  readonly summary: string;
  /** Default; the policy may set another one. */
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly category:
    | 'permissions'
    | 'supply-chain'
    | 'code-execution'
    /** Something leaves the machine. */
    | 'exposure'
    | 'configuration'
    | 'governance';
  /** The rule runs only when the policy gives it a severity. */
  readonly offByDefault?: true;
  readonly check: (context: AuditContext) => Iterable<Hit>;
};
