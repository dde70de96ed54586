import { blockingFindings } from '../../verdict/decide.ts';
import type { Finding } from '../../verdict/finding.ts';
import type { ContestTerms, Outcome } from '../../verdict/verdict.ts';
import { cut } from '../cut.ts';
import { markdownCellCode, markdownCode, markdownFence, markdownText } from '../escape/markdown.ts';
import { findingsOf, linesIn, makerOf } from '../place.ts';
import type { Section } from './fit.ts';

/** What people took upon themselves: who, at which commit, and why. */
export function acceptedSection(outcome: Outcome): Section {
  const rows = findingsOf(outcome).flatMap(renderRow);
  if (rows.length === 0) return { head: '', rows };
  const columns = '| severity | where | what | found by | accepted by | at | why | finding |';
  return { head: `### Accepted on this pull request\n\n${columns}\n|---|---|---|---|---|---|---|---|`, rows };
}

function renderRow(finding: Finding): readonly string[] {
  const { id, severity, path, title, accepted } = finding;
  if (accepted?.by !== 'maintainer') return [];
  const cells = [
    severity,
    `${markdownCellCode(path)}${linesIn(finding)}`,
    markdownText(cut(title, 200)),
    markdownText(cut(makerOf(finding), 80)),
    markdownText(cut(accepted.who, 100)),
    markdownCellCode(accepted.commit.slice(0, 12)),
    markdownText(cut(accepted.reason, 500)),
    markdownCellCode(id),
  ];
  return [`| ${cells.join(' | ')} |`];
}

/** Below what blocks: the lines that accept it, to be copied; or why nobody can. Empty when nobody can at all. */
export function contestText(findings: readonly Finding[], outcome: Outcome): string {
  const { contest, range, failOn } = outcome;
  if (contest === undefined || range === null) return '';
  const blocking = blockingFindings(findings, failOn);
  const closed = blocking.filter(({ id }) => contest.owners[id]?.length === 0);
  const open = blocking.filter((finding) => !closed.includes(finding));
  const parts = [
    closed.length === 0 ? '' : `${NO_OWNER} (${closed.map(({ id }) => markdownCode(id)).join(', ')})`,
    open.length === 0 ? '' : openText(open, contest, range.head),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const NO_OWNER =
  'Nobody can accept it on this pull request: it takes a code owner, and CODEOWNERS of the base names nobody for the file.';

function openText(findings: readonly Finding[], contest: ContestTerms, head: string): string {
  const { command, label, roles } = contest;
  const owners = [...new Set(findings.flatMap(({ id }) => contest.owners[id] ?? []))];
  const who = `Somebody else than the author, with the role ${roles.map(markdownCode).join(' or ')}`;
  const whose = owners.length === 0 ? '' : `, who owns the file (${owners.map(markdownCode).join(', ')})`;
  if (command === null) {
    if (owners.length > 0 || label === null) return '';
    return `**To accept it all the same:** ${who}, sets the label ${markdownCode(label)}.`;
  }
  const lines = findings.map(({ id }) => `${command} ${id} ${head} <why>`);
  const say = `**To accept it all the same:** ${who}${whose}, writes a comment that begins with this, and runs the job again.`;
  return `${say}\n\n${markdownFence(lines.join('\n'))}`;
}
