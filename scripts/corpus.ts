// Audits every project of a folder of real set-ups (`NAME/project/…`, one folder each) and prints how often each rule
// fires, as Markdown. Fails when an audit crashes, or when a file that could not be read has no finding.
//   node scripts/corpus.ts --corpus DIR [--findings FILE]
// --findings writes every finding there, one JSON object a line, for reading them by hand.
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hash } from '../src/adapters/hash.ts';
import { secretScanner } from '../src/adapters/secrets/secret-scanner.ts';
import { parseOwners } from '../src/audit/owners.ts';
import { runAudit } from '../src/audit/run-audit.ts';
import { locateSecrets, secretSources } from '../src/audit/secrets.ts';
import { type AssetFile, isAsset } from '../src/opencode/asset.ts';
import type { Asset } from '../src/opencode/parse-asset.ts';
import { parseProject } from '../src/opencode/project.ts';
import { DEFAULT_POLICY } from '../src/policy/policy.ts';
import { type Finding, SEVERITIES } from '../src/verdict/finding.ts';

/** `failures` are sentences: a crash, or a file that was not read and about which nothing is said. */
export type ProjectAudit = {
  readonly name: string;
  readonly files: number;
  readonly agents: number;
  readonly findings: readonly Finding[];
  readonly failures: readonly string[];
};

/** Every project of the folder, by name. Throws when there is none: an empty folder proves nothing. */
export async function auditCorpus(folder: string): Promise<readonly ProjectAudit[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(folder, entry.name)).includes('project'))
    .map((entry) => entry.name)
    .toSorted();
  if (names.length === 0) throw new Error('The folder has no NAME/project folder in it.');
  const audits: ProjectAudit[] = [];
  for (const name of names) audits.push(await auditProject(name, join(folder, name, 'project')));
  return audits;
}

/** As `audit` does it without a base: everything counts, and nothing is a difference. */
async function auditProject(name: string, root: string): Promise<ProjectAudit> {
  const all = readTree(root, '');
  const head = all.filter((file) => isAsset(file.path));
  const change = { base: '0'.repeat(40), head: '0'.repeat(40), files: [] };
  try {
    const sources = secretSources(head, [], change);
    const secrets = locateSecrets(sources, await secretScanner().find(sources), hash);
    const { findings, matrix } = runAudit({
      head,
      base: null,
      change,
      secrets,
      owners: parseOwners(all),
      policy: DEFAULT_POLICY,
      failOn: DEFAULT_POLICY.review.failOn,
      today: new Date().toISOString().slice(0, 10),
      hash,
    });
    const silent = silentlyUnread([...parseProject(head).assets.values()], findings);
    const failures = silent.map((path) => `${name}: ${path} was not read, and no finding says so.`);
    return { name, files: head.length, agents: matrix.length, findings, failures };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    const failures = [`${name}: the audit failed: ${String(error)}${cause}`];
    return { name, files: head.length, agents: 0, findings: [], failures };
  }
}

const SAYS_SO = ['config-invalid', 'frontmatter-fails-open', 'frontmatter-executes'];
const PARSED = ['config', 'agent', 'mode', 'command', 'skill'];

function silentlyUnread(assets: readonly Asset[], findings: readonly Finding[]): readonly string[] {
  const said = new Set(findings.filter(({ rule }) => SAYS_SO.includes(rule)).map(({ path }) => path));
  return assets
    .filter((asset) => asset.problems.length > 0 || (PARSED.includes(asset.kind) && asset.root === null))
    .map((asset) => asset.path)
    .filter((path) => !said.has(path));
}

function readTree(root: string, below: string): readonly AssetFile[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return readTree(root, path);
    if (!entry.isFile() && !entry.isSymbolicLink()) return [];
    return [readAsset(join(root, path), path)];
  });
}

/** As git stores it: a link is its target's name. */
function readAsset(file: string, path: string): AssetFile {
  const isLink = lstatSync(file).isSymbolicLink();
  const bytes = isLink ? Buffer.from(readlinkSync(file)) : readFileSync(file);
  return { path, mode: isLink ? '120000' : '100644', bytes, size: bytes.length };
}

/** A row for each rule that fired, most findings first, and the sums below. */
export function renderCorpus(audits: readonly ProjectAudit[]): string {
  const byRule = Map.groupBy(
    audits.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding }))),
    ({ finding }) => finding.rule,
  );
  const rows = [...byRule]
    .toSorted(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([rule, hits]) => {
      const highest = SEVERITIES.find((severity) =>
        hits.some(({ finding }) => finding.severity === severity),
      );
      return `| \`${rule}\` | ${hits.length} | ${new Set(hits.map(({ name }) => name)).size} | ${highest ?? ''} |`;
    });
  const sum = (count: (audit: ProjectAudit) => number) =>
    audits.reduce((total, audit) => total + count(audit), 0);
  const blocked = audits.filter(({ findings }) =>
    findings.some(({ severity }) => severity === 'critical' || severity === 'high'),
  ).length;
  const totals = `${audits.length} projects, ${sum((a) => a.files)} files, ${sum((a) => a.agents)} rows in the matrix, ${sum((a) => a.findings.length)} findings of ${byRule.size} rules; ${blocked} projects with a high or critical one; ${sum((a) => a.failures.length)} failures.`;
  return ['| Rule | Findings | Projects | Highest |', '| --- | --- | --- | --- |', ...rows, '', totals].join(
    '\n',
  );
}

if (import.meta.main) {
  const options = { corpus: { type: 'string' }, findings: { type: 'string' } } as const;
  const { corpus, findings } = parseArgs({ options }).values;
  if (corpus === undefined) throw new Error('Use: node scripts/corpus.ts --corpus DIR [--findings FILE]');
  const started = performance.now();
  const audits = await auditCorpus(corpus);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (findings !== undefined) {
    const lines = audits.flatMap(({ name, findings: own }) =>
      own.map((finding) => JSON.stringify({ project: name, ...finding })),
    );
    writeFileSync(findings, `${lines.join('\n')}\n`);
  }
  console.log(`${renderCorpus(audits)} ${seconds} s.`);
  const failures = audits.flatMap((audit) => audit.failures);
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
