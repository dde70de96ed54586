import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionsPublisher } from '../../../src/adapters/actions/actions-publisher.ts';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { SARIF } from '../../../src/sarif-settings.ts';
import { decideOutcome } from '../../../src/verdict/decide.ts';
import type { Outcome } from '../../../src/verdict/verdict.ts';
import type { Defence } from '../case.ts';
import { briefsOf, empty } from './brief.ts';
import type { Place } from './place.ts';
import { makePull } from './repository.ts';

/** What the hijacked agent writes into its report, key by key; the rest is plausible. */
export type Told = {
  readonly path?: string;
  readonly startLine?: number;
  readonly title?: string;
  readonly message?: string;
  readonly remedy?: string;
  readonly category?: string;
  readonly suggestion?: string;
  readonly evidence?: string;
};

export type Published = {
  readonly stdout: string;
  readonly summary: string;
  /** The file of outputs, as the runner reads it. */
  readonly outputs: string;
  /** Every file that a later step may upload, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Null with the defence off, where nobody judges. */
  readonly outcome: Outcome | null;
};

export const EVIDENCE = "db.query('select ' + name);";

export type Publication = {
  readonly findings: readonly Told[];
  readonly summary?: string;
  /** Secrets that the run knows, as the Action does: its key and its token. */
  readonly secrets?: readonly string[];
  /** What the agent says beside the fields of a report. */
  readonly extra?: object;
};

/**
 * A report of the hijacked agent on its way to people: through the gate's own parsing, anchoring, verdict and
 * surfaces; or, with the defence off, printed as it came by a reviewer who trusts his agent.
 */
export async function publish(place: Place, told: Publication, defence: Defence): Promise<Published> {
  const findings = told.findings.map(whole);
  const { summary = 'Read.', extra = {} } = told;
  if (defence === 'off') return publishRaw({ findings, summary, ...extra });
  const pull = makePull(place, {
    base: { 'src/shop.ts': 'const a = 1;\n', 'src/other.ts': 'const b = 1;\n' },
    head: { 'src/shop.ts': `const a = 1;\n${EVIDENCE}\n` },
  });
  const { result } = await briefsOf(place, pull, (brief) =>
    JSON.stringify({ ...(JSON.parse(empty(brief)) as object), findings, summary, ...extra }),
  );
  const outcome = decideOutcome({
    range: { base: pull.base, head: pull.head },
    audit: { verdict: 'pass', findings: [], matrix: [], reasons: [] },
    review: result,
    failOn: 'high',
    policyIsDefault: true,
    hunks: [],
  });
  return publishSafely(place, outcome, told.secrets ?? []);
}

type Whole = ReturnType<typeof whole>;

function whole(told: Told) {
  return {
    path: 'src/shop.ts',
    startLine: 2,
    severity: 'high',
    confidence: 'high',
    category: 'security',
    title: 'SQL built from a name',
    message: 'The name reaches the query.',
    evidence: EVIDENCE,
    ...told,
  };
}

async function publishSafely(place: Place, outcome: Outcome, secrets: readonly string[]): Promise<Published> {
  const directory = place.folder('surfaces');
  const reports = join(directory, 'reports');
  mkdirSync(reports);
  const file = (name: string) => join(directory, name);
  for (const name of ['summary', 'outputs', 'stdout']) writeFileSync(file(name), '');
  const stdout = openSync(file('stdout'), 'w');
  const publisher = actionsPublisher({
    env: { GITHUB_STEP_SUMMARY: file('summary'), GITHUB_OUTPUT: file('outputs') },
    surfaces: ['annotations', 'summary'],
    reports,
    sarif: SARIF,
    trailPath: '',
    redact: redactor(secrets),
    stdout,
  });
  await publisher.publish(outcome);
  closeSync(stdout);
  const read = (name: string) => readFileSync(file(name), 'utf8');
  const files = readdirSync(reports).map(
    (name) => [name, readFileSync(join(reports, name), 'utf8')] as const,
  );
  return {
    stdout: read('stdout'),
    summary: read('summary'),
    outputs: read('outputs'),
    files: Object.fromEntries(files),
    outcome,
  };
}

function publishRaw(report: { readonly findings: readonly Whole[]; readonly summary: string }): Published {
  const texts = report.findings.map(
    ({ title, message, remedy, suggestion }) =>
      `### ${title}\n\n${message}\n\n${remedy ?? ''}\n${suggestion === undefined ? '' : `\n\`\`\`suggestion\n${suggestion}\n\`\`\`\n`}`,
  );
  const lines = report.findings.map(
    ({ path, startLine, title, message }) =>
      `::error file=${path},line=${startLine},title=${title}::${message}`,
  );
  return {
    stdout: `${lines.join('\n')}\n${texts.join('\n')}\n${report.summary}\n`,
    summary: `${report.summary}\n\n${texts.join('\n')}`,
    outputs: `summary<<EOF\n${report.summary}\nEOF\n`,
    files: { 'report.json': JSON.stringify(report), 'report.md': texts.join('\n') },
    outcome: null,
  };
}

/** Every surface as one set of texts, for a scan. */
export function textsOf({ stdout, summary, outputs, files }: Published): Readonly<Record<string, string>> {
  return { stdout, summary, outputs, ...files };
}
