import type { ExplainedReach, Explanation } from '../../audit/explain/explanation.ts';
import { PINNED_VERSION } from '../../opencode/semantics-of.ts';
import type { Finding } from '../../verdict/finding.ts';
import { byLine, type LineEntry } from '../by-line.ts';
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
  const { agent, mode, definedAt, description, isBuiltIn, folder, opencodeVersion } = explanation;
  const kind = MODES[mode];
  const where =
    definedAt === null ? 'untouched by the repository' : `${visibleName(definedAt.path)}:${definedAt.line}`;
  const start = folder === '' ? '' : `, when OpenCode is started in ${visibleName(folder)}`;
  const version =
    opencodeVersion === PINNED_VERSION ? '' : `, as OpenCode ${visibleLine(opencodeVersion)} reads it`;
  const text = visibleLine(cut(description, 300));
  return [
    `${paint('bold', visibleName(agent))}: ${isBuiltIn ? "OpenCode's own " : ''}${kind}${start}, ${where}${version}`,
    ...(text === '' ? [] : wrapped(text, columns, '  ').map((line) => paint('dim', line))),
  ];
}

const MODES = {
  primary: 'primary agent',
  subagent: 'subagent',
  all: 'agent (primary and subagent)',
} as const;

/** Of a list, in text. */
const SHOWN = 50;

function reachLines({ reach }: Explanation, columns: number, paint: Paint): readonly string[] {
  const title = paint('bold', 'Agents that it can start with task');
  if (reach.length === 0) return [title, paint('dim', '  none')];
  const rest = reach.length - SHOWN;
  return [
    title,
    ...reach.slice(0, SHOWN).flatMap((one) => wrapped(describeReach(one), columns, '  ')),
    ...(rest > 0 ? [`  and ${counted(rest, 'more agent')}; --format json has all of them`] : []),
  ];
}

function describeReach({ agent, action, through, isListed, gains }: ExplainedReach): string {
  const way = through === null ? '' : ` through ${visibleName(through)}`;
  const list = gains.map(({ key, theirs }) => `${key} ${theirs}`).join(', ');
  const more = list === '' ? 'may do nothing that this agent may not' : `may do more: ${list}`;
  const unlisted = isListed ? '' : ', not named to the model';
  return `${visibleName(agent)} (${action}${way}${unlisted}) ${more}`;
}

const COLOURS = { critical: 'red', high: 'red', medium: 'yellow', low: 'cyan', info: 'dim' } as const;
function findingLines({ findings }: Explanation, columns: number, paint: Paint): readonly string[] {
  const title = paint('bold', 'What the audit has against it');
  if (findings.length === 0) return [title, paint('dim', '  nothing')];
  const rest = findings.length - SHOWN;
  return [
    title,
    ...byLine(findings.slice(0, SHOWN)).flatMap((entry) => describe(entry, columns, paint)),
    ...(rest > 0 ? [`  and ${counted(rest, 'more finding')}; --format json has all of them`] : []),
  ];
}

function describe({ lead, others }: LineEntry, columns: number, paint: Paint): readonly string[] {
  const place = paint('bold', `${visibleName(lead.path)}${suffixOf(lead)}`);
  const describeOne = ({ severity, title, rule, message }: Finding, where: string) => [
    `  ${paint(COLOURS[severity], severity)} ${where} ${paint('dim', visibleLine(rule))}`,
    ...wrapped(`${visibleLine(title)}. ${visibleLine(message)}`, columns, '    '),
  ];
  return [...describeOne(lead, place), ...others.flatMap((other) => describeOne(other, 'also here'))];
}
