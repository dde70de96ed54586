import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionsPublisher } from '../../../src/adapters/actions/actions-publisher.ts';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { GateError } from '../../../src/errors.ts';
import { SARIF } from '../../../src/sarif-settings.ts';
import { decideOutcome } from '../../../src/verdict/decide.ts';
import type { Outcome } from '../../../src/verdict/verdict.ts';
import type { Files } from '../../adapters/git/make-repository.ts';
import { parseEnvFile } from '../../emulators/env-file-parser.ts';
import type { Github, GithubOptions } from '../../emulators/github/start-github.ts';
import type { Defence } from '../case.ts';
import { auditOf } from './audit.ts';
import { briefsOf, empty } from './brief.ts';
import { openGithub, plainOf, renderedBy, sentTo, surfacesOn } from './github.ts';
import { postRaw, proseOf } from './naive-github.ts';
import type { Place } from './place.ts';
import { makePull, type Pull } from './repository.ts';
import { readPull } from './view.ts';

/** What the hijacked agent writes into its report, key by key; the rest is plausible. */
export type Told = {
  readonly path?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly severity?: string;
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
  /** What later steps go by; empty with the defence off. */
  readonly verdict: string;
  /** What GitHub got, and made of it. */
  readonly github: Github;
  readonly pull: Pull;
};

export const EVIDENCE = "db.query('select ' + name);";

export type Publication = {
  readonly findings: readonly Told[];
  readonly summary?: string;
  /** Secrets that the run knows, as the Action does: its key and its token. */
  readonly secrets?: readonly string[];
  /** What the agent says beside the fields of a report. */
  readonly extra?: object;
  /** The change; one line of one file when absent. */
  readonly files?: { readonly base: Files; readonly head: Files };
  /** The rules have their say as well. */
  readonly isAudited?: true;
  /** How GitHub behaves. */
  readonly github?: GithubOptions;
  /** What others do before anything is published. */
  readonly before?: (github: Github, pull: Pull) => void;
};

const FILES = {
  base: { 'src/shop.ts': 'const a = 1;\n', 'src/other.ts': 'const b = 1;\n' },
  head: { 'src/shop.ts': `const a = 1;\n${EVIDENCE}\n` },
} as const;

/**
 * A report of the hijacked agent on its way to people: through the gate's own parsing, anchoring, verdict and
 * surfaces; or, with the defence off, posted and printed as it came by a reviewer who trusts his agent.
 */
export async function publish(place: Place, told: Publication, defence: Defence): Promise<Published> {
  const pull = pullFor(place, told.files ?? FILES);
  const github = await openGithub(place, pull, told.github);
  told.before?.(github, pull);
  return publishOn(place, told, defence, { github, pull });
}

export type Where = { readonly github: Github; readonly pull: Pull };

/** The same once more on a server that is there already. */
export async function publishOn(
  place: Place,
  told: Publication,
  defence: Defence,
  where: Where,
): Promise<Published> {
  const findings = told.findings.map(whole);
  const { summary = 'Read.', extra = {} } = told;
  const report = { findings, summary, ...extra };
  if (defence === 'off') return { ...where, ...(await publishRaw(where.github, report)) };
  const outcome = await judged(place, where.pull, report, told.isAudited === true);
  return { ...where, ...(await publishSafely(place, outcome, told.secrets ?? [], where)) };
}

// Most cases publish many reports about the same change, which costs more than all the rest.
const PULLS = new WeakMap<Place, Map<object, Pull>>();
const READ = new WeakMap<Pull, ReturnType<typeof readPull>>();

function pullFor(place: Place, files: NonNullable<Publication['files']>): Pull {
  const pulls = PULLS.get(place) ?? new Map<object, Pull>();
  PULLS.set(place, pulls);
  const pull = pulls.get(files) ?? makePull(place, files);
  pulls.set(files, pull);
  return pull;
}

/** The gate's verdict on a report, with the hunks of the change. */
async function judged(place: Place, pull: Pull, report: object, isAudited: boolean): Promise<Outcome> {
  const reading = READ.get(pull) ?? readPull(place, pull);
  READ.set(pull, reading);
  const read = await reading;
  const answer = (brief: string) => JSON.stringify({ ...(JSON.parse(empty(brief)) as object), ...report });
  const { result } = await briefsOf(place, pull, answer, read);
  return decideOutcome({
    range: { base: pull.base, head: pull.head },
    audit: isAudited ? await auditOf(pull, read) : { verdict: 'pass', findings: [], matrix: [], reasons: [] },
    review: result,
    failOn: 'high',
    policyIsDefault: true,
    hunks: read.change.files.map(({ path, hunks }) => ({
      path,
      hunks: hunks.map(({ lines: _lines, ...range }) => range),
    })),
  });
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

type Local = Omit<Published, 'github' | 'pull'>;

async function publishSafely(
  place: Place,
  outcome: Outcome,
  secrets: readonly string[],
  { github, pull }: Where,
): Promise<Local> {
  const directory = place.folder('surfaces');
  const reports = join(directory, 'reports');
  mkdirSync(reports);
  const file = (name: string) => join(directory, name);
  for (const name of ['summary', 'outputs', 'stdout']) writeFileSync(file(name), '');
  const surfaces = surfacesOn(github, pull);
  const stdout = openSync(file('stdout'), 'w');
  const publisher = actionsPublisher({
    env: { GITHUB_STEP_SUMMARY: file('summary'), GITHUB_OUTPUT: file('outputs') },
    surfaces: ['annotations', 'summary', 'check-run', 'review-comments'],
    github: () => surfaces,
    reports,
    sarif: SARIF,
    trailPath: '',
    redact: redactor(secrets),
    stdout,
  });
  // What could not be published is no error of the case: the outputs say what it costs.
  await publisher.publish(outcome).catch((error: unknown) => {
    if (!(error instanceof GateError)) throw error;
  });
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
    verdict: parseEnvFile(read('outputs'))['verdict'] ?? '',
  };
}

async function publishRaw(
  github: Github,
  report: { readonly findings: readonly Whole[]; readonly summary: string },
): Promise<Local> {
  const refused = await postRaw(github, report);
  const texts = report.findings.map(proseOf);
  const lines = report.findings.map(
    ({ path, startLine, title, message }) =>
      `::error file=${path},line=${startLine},title=${title}::${message}`,
  );
  return {
    stdout: `${lines.join('\n')}\n${texts.join('\n')}\n${report.summary}\n${refused}\n`,
    summary: `${report.summary}\n\n${texts.join('\n')}`,
    outputs: `summary<<EOF\n${report.summary}\nEOF\n`,
    files: { 'report.json': JSON.stringify(report), 'report.md': texts.join('\n') },
    outcome: null,
    verdict: '',
  };
}

/** Every surface as one set of texts, and what was sent to GitHub, for a scan. */
export function textsOf(published: Published): Readonly<Record<string, string>> {
  const { stdout, summary, outputs, files, github } = published;
  return { stdout, summary, outputs, ...files, ...plainOf(github), ...sentTo(github) };
}

/**
 * Titles in the text of a review, where stands what GitHub takes on no line. Twenty at a time: no review lists more.
 */
export async function listTitles(
  place: Place,
  titles: readonly string[],
  defence: Defence,
): Promise<Readonly<Record<string, string>>> {
  const groups = Array.from({ length: Math.ceil(titles.length / 20) }, (_, at) =>
    titles.slice(20 * at, 20 * at + 20),
  );
  const shown = await Promise.all(
    groups.map(async (group, at) => {
      const findings = group.map((title, nth) => ({ title, category: `kind ${nth}` }));
      const told = { findings, github: { withoutPatch: ['src/shop.ts'] } };
      const { github } = await publish(place, told, defence);
      const body = renderedBy(github)['review 0'];
      if (body === undefined) throw new Error('There is no review.');
      return [`list ${at}`, body] as const;
    }),
  );
  return Object.fromEntries(shown);
}

/** What pages render as Markdown: the job summary, and on GitHub the check and the comments. */
export function markdownOf({ summary, github }: Published): Readonly<Record<string, string>> {
  return { summary, ...renderedBy(github) };
}
