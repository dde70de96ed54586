import type { Finding, Severity } from '../../verdict/finding.ts';
import { cut } from '../cut.ts';
import { markdownLines } from '../escape/markdown.ts';
import { visibleLine, visibleText } from '../escape/visible.ts';

/** The words of one rule's page. `help` is Markdown of ours. */
export type RuleText = {
  readonly title: string;
  readonly description: string;
  readonly help: string;
  readonly helpUri?: string;
};

/** GitHub shows a rule's number as its severity: 9 and more is critical, 7 high, 4 medium. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.1',
};

/** A reporting descriptor; `findings` are the rule's own, worst first. */
export function renderRule(rule: string, findings: readonly Finding[], text = wordsOf(rule, findings)) {
  return {
    id: rule,
    name: nameOf(rule),
    shortDescription: { text: cut(visibleLine(text.title), 200) },
    fullDescription: { text: cut(visibleText(text.description), 1_000) },
    help: { text: visibleText(text.help), markdown: text.help },
    ...(text.helpUri === undefined ? {} : { helpUri: text.helpUri }),
    defaultConfiguration: { level: 'warning' },
    properties: propertiesOf(findings[0]),
  };
}

/** The reviewer's findings differ in severity, so that only a rule of ours gets a number for all its results. */
function propertiesOf(worst: Finding | undefined) {
  if (worst?.source !== 'rule') return { tags: ['review', 'opencode'], precision: 'medium' };
  return {
    tags: ['security', 'opencode'],
    precision: worst.confidence === 'low' ? 'medium' : 'high',
    'security-severity': SCORES[worst.severity],
  };
}

function wordsOf(rule: string, findings: readonly Finding[]): RuleText {
  const first = findings[0];
  if (first === undefined || first.source === 'agent') return REVIEWER;
  const help = first.remedy ?? first.message;
  return { title: first.title, description: first.message, help: markdownLines(`${rule}: ${help}`, '') };
}

/** What the reviewer says has no page: each result carries its own words. */
const REVIEWER: RuleText = {
  title: 'A finding of the reviewer',
  description: 'A problem that the sandboxed reviewer reported and proved by quoting a line of the change.',
  help: 'Read the message of the result: it says what is wrong and how to fix it.',
};

/** In the form that code scanning expects, and never the id once more. */
function nameOf(rule: string): string {
  const words = rule.split('-');
  return [...words, ...(words.length === 1 ? ['finding'] : [])].map(capital).join('');
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
