/** A problem that the sample contains on purpose, at the line where it stands in the head. */
export type Claim = {
  readonly path: string;
  readonly line: number;
  readonly evidence: string;
  /** Who has to find it. */
  readonly source: 'rule' | 'agent';
  /** The rule's id, or the category of the agent's finding. */
  readonly name: string;
};

/** Everything that is wrong with the sample, and nothing else is. */
export const CLAIMS: readonly Claim[] = [
  {
    path: '.opencode/agent/reviewer.md',
    line: 9,
    evidence: '  edit: allow',
    source: 'rule',
    name: 'edit-in-reviewer',
  },
  {
    path: '.opencode/agent/reviewer.md',
    line: 9,
    evidence: '  edit: allow',
    source: 'rule',
    name: 'permission-above-ceiling',
  },
  {
    path: '.opencode/agent/reviewer.md',
    line: 9,
    evidence: '  edit: allow',
    source: 'rule',
    name: 'permission-widened',
  },
  {
    path: '.opencode/agent/reviewer.md',
    line: 10,
    evidence: '  bash: allow',
    source: 'rule',
    name: 'bash-unrestricted',
  },
  {
    path: '.opencode/agent/reviewer.md',
    line: 10,
    evidence: '  bash: allow',
    source: 'rule',
    name: 'permission-above-ceiling',
  },
  {
    path: '.opencode/agent/reviewer.md',
    line: 10,
    evidence: '  bash: allow',
    source: 'rule',
    name: 'permission-widened',
  },
  {
    path: 'opencode.json',
    line: 9,
    evidence: '    "tickets": {',
    source: 'rule',
    name: 'mcp-added',
  },
  {
    path: 'opencode.json',
    line: 9,
    evidence: '    "tickets": {',
    source: 'rule',
    name: 'mcp-unapproved',
  },
  {
    path: 'opencode.json',
    line: 11,
    evidence: '      "command": ["npx", "-y", "@acme/tickets-mcp@latest"]',
    source: 'rule',
    name: 'mcp-unpinned',
  },
  {
    path: 'src/orders/order-repository.ts',
    line: 13,
    evidence:
      "      const sql = `SELECT * FROM orders WHERE customer LIKE '%${customer}%' LIMIT ${limit}`;",
    source: 'agent',
    name: 'security',
  },
  {
    path: 'src/checkout/capture-payment.ts',
    line: 10,
    evidence: '  } catch {}',
    source: 'agent',
    name: 'error-handling',
  },
];

/** Changed by the pull request, with nothing wrong in it. */
export const CLEAN = 'src/money/format-amount.ts';

/** What the scripted reviewer quotes although no file has it; the gate has to drop that finding. */
export const INVENTED = '  eval(order.discountCode);';
