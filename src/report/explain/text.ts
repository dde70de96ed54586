import type { ExplainedReach, Explanation } from '../../audit/explain/explanation.ts';
import type { Finding } from '../../verdict/finding.ts';
import { cut } from '../cut.ts';
import { breakCommands } from '../escape/log-safe.ts';
import { visibleLine, visibleName } from '../escape/visible.ts';
import { counted, suffixOf } from '../place.ts';
import { type Paint, painter, wrapped } from '../terminal.ts';
import { keyLines } from './keys.ts';
import { ruleLines } from './rules.ts';

export type ExplainSettings = {
  readonly colour?: boolean;
  /** The width of the terminal; 100 unless it is known. */
  readonly columns?: number;
};

/** One agent for a terminal: what it may do, the rules that decide it, whom it can call, and what is wrong with it. */
export function renderExplanation(
  explanation: Explanation,
  { colour = false, columns = 100 }: ExplainSettings = {},
): string {
  const paint = painter(colour);
  const lines = [
    ...headLines(explanation, columns, paint),
    '',
    ...keyLines(explanation, columns, paint),
    '',
    ...ruleLines(explanation, columns, paint),
    '',
    ...reachLines(explanation, columns, paint),
    '',
    ...findingLines(explanation, columns, paint),
  ];
  return `${breakCommands(lines.join('\n'))}\n`;
}

function headLines(explanation: Explanation, columns: number, paint: Paint): readonly string[] {
  const { agent, mode, definedAt, description, isBuiltIn, folder } = explanation;
  const kind = MODES[mode];
  const where =
    definedAt === null ? 'untouched by the repository' : `${visibleName(definedAt.path)}:${definedAt.line}`;
  const start = folder === '' ? '' : `, when OpenCode is started in ${visibleName(folder)}`;
  const text = visibleLine(cut(description, 300));
  return [
    `${paint('bold', visibleName(agent))}: ${isBuiltIn ? "OpenCode's own " : ''}${kind}${start}, ${where}`,
    ...(text === '' ? [] : wrapped(text, columns, '  ').map((line) => paint('dim', line))),
  ];
}

const MODES = {
  primary: 'primary agent',
  subagent: 'subagent',
  all: 'agent (primary and subagent)',
} as const;

function reachLines({ reach }: Explanation, columns: number, paint: Paint): readonly string[] {
  const title = paint('bold', 'Agents that it can start with task');
  if (reach.length === 0) return [title, paint('dim', '  none')];
  return [title, ...reach.flatMap((one) => wrapped(describeReach(one), columns, '  '))];
}

function describeReach({ agent, action, through, gains }: ExplainedReach): string {
  const way = through === null ? '' : ` through ${visibleName(through)}`;
  const list = gains.map(({ key, theirs }) => `${key} ${theirs}`).join(', ');
  const more = list === '' ? 'may do nothing that this agent may not' : `may do more: ${list}`;
  return `${visibleName(agent)} (${action}${way}) ${more}`;
}

const COLOURS = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan', info: 'dim' } as const;
const SHOWN = 50;

function findingLines({ findings }: Explanation, columns: number, paint: Paint): readonly string[] {
  const title = paint('bold', 'What the audit has against it');
  if (findings.length === 0) return [title, paint('dim', '  nothing')];
  const rest = findings.length - SHOWN;
  return [
    title,
    ...findings.slice(0, SHOWN).flatMap((finding) => describe(finding, columns, paint)),
    ...(rest > 0 ? [`  and ${counted(rest, 'more finding')}; --format json has all of them`] : []),
  ];
}

function describe(finding: Finding, columns: number, paint: Paint): readonly string[] {
  const { severity, title, rule, path, message } = finding;
  const place = paint('bold', `${visibleName(path)}${suffixOf(finding)}`);
  return [
    `  ${paint(COLOURS[severity], severity)} ${place} ${paint('dim', visibleLine(rule))}`,
    ...wrapped(`${visibleLine(title)}. ${visibleLine(message)}`, columns, '    '),
  ];
}
