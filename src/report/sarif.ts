import { bySeverity, type Finding, type Severity } from '../verdict/finding.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { cut } from './cut.ts';
import { json } from './escape/json.ts';
import { visibleLine, visibleText } from './escape/visible.ts';
import { acceptedText, findingsOf } from './place.ts';
import { type RuleText, renderRule } from './sarif/rule.ts';
import { uriOf } from './sarif/uri.ts';

/** GitHub keeps this many results of a run, so that the mildest are left out here, where it is said. */
const RESULTS = 5_000;
const MESSAGE_UNITS = 8_000;

export type SarifSettings = {
  /** The gate's own version. */
  readonly version: string;
  readonly informationUri: string;
  /** The words of a rule's page; a rule without any is described by its findings. */
  readonly ruleText?: (rule: string) => RuleText | undefined;
};

/** The outcome as SARIF 2.1.0, for code scanning and for tools that read it. */
export function renderSarif(outcome: Outcome, settings: SarifSettings): string {
  const all = findingsOf(outcome);
  const kept = all.slice(0, RESULTS);
  const rules = [...new Set(kept.map((finding) => finding.rule))].sort();
  const run = {
    tool: { driver: driverOf(rules, kept, settings) },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
    invocations: [
      {
        executionSuccessful: outcome.verdict !== 'inconclusive',
        toolExecutionNotifications: notificationsOf(outcome, all.length - kept.length),
      },
    ],
    results: kept.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
    properties: { verdict: outcome.verdict },
  };
  return `${json({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, 2)}\n`;
}

function driverOf(rules: readonly string[], findings: readonly Finding[], settings: SarifSettings) {
  const { version, informationUri, ruleText } = settings;
  return {
    name: 'OpenCode Review Gate',
    semanticVersion: version,
    informationUri,
    rules: rules.map((rule) => {
      const own = findings.filter((finding) => finding.rule === rule).sort(bySeverity);
      return renderRule(rule, own, ruleText?.(rule));
    }),
  };
}

function notificationsOf({ reasons, notes }: Outcome, leftOut: number) {
  const said = reasons.map(({ code, message }) => ({
    level: code === 'review-off' || code === 'nothing-to-review' ? 'note' : 'error',
    descriptor: { id: code },
    message: { text: message },
  }));
  const more = leftOut > 0 ? [`${leftOut} results of the lowest severity are left out of this file.`] : [];
  return [...said, ...[...notes, ...more].map((text) => ({ level: 'note', message: { text } }))];
}

function resultOf(finding: Finding, ruleIndex: number) {
  const { rule, severity, confidence, category, source, message, remedy, title, accepted } = finding;
  const fix = remedy === undefined ? '' : `\n\nHow to fix it: ${remedy}`;
  return {
    ruleId: rule,
    ruleIndex,
    level: levelOf(severity),
    message: {
      text: cut(visibleText(`${visibleLine(title)}\n\n${placeIn(finding)}${message}${fix}`), MESSAGE_UNITS),
    },
    locations: [{ physicalLocation: locationOf(finding) }],
    partialFingerprints: { primaryLocationLineHash: finding.id, 'reviewGateFingerprint/v1': finding.id },
    ...(accepted === undefined ? {} : { suppressions: [suppressionOf(accepted)] }),
    ...fixesOf(finding),
    properties: { severity, confidence, category: visibleLine(category), source },
  };
}

/**
 * A region names lines of the head, and code scanning shows no result without one. What the change removed, and what
 * is about a file as a whole, stands at the file's first line.
 */
function locationOf({ path, side, startLine, endLine }: Finding) {
  const artifactLocation = { uri: uriOf(path), uriBaseId: '%SRCROOT%' };
  if (side === 'base' || startLine < 1) return { artifactLocation, region: { startLine: 1, endLine: 1 } };
  return { artifactLocation, region: { startLine, endLine: Math.max(startLine, endLine) } };
}

/** Where a result is about lines that its region cannot name, its words name them. */
function placeIn({ side, startLine, endLine }: Finding): string {
  if (side !== 'base' || startLine < 1) return '';
  const lines = endLine > startLine ? `lines ${startLine} to ${endLine}` : `line ${startLine}`;
  return `This is about ${lines} of the file before the change. `;
}

/** What a tool may apply by itself: replacements that a rule worked out, never what a model wrote. */
function fixesOf({ source, path, side, startLine, endLine, suggestion, remedy }: Finding) {
  if (source !== 'rule' || suggestion === undefined || side === 'base' || startLine < 1) return {};
  const replacement = {
    deletedRegion: { startLine, endLine: Math.max(startLine, endLine) },
    insertedContent: { text: suggestion },
  };
  const artifactLocation = { uri: uriOf(path), uriBaseId: '%SRCROOT%' };
  return {
    fixes: [
      {
        description: { text: visibleLine(remedy ?? 'Replace the lines.') },
        artifactChanges: [{ artifactLocation, replacements: [replacement] }],
      },
    ],
  };
}

function suppressionOf(accepted: NonNullable<Finding['accepted']>) {
  const said = accepted.by === 'maintainer' ? 'Accepted on the pull request ' : '';
  return {
    kind: 'external',
    status: 'accepted',
    justification: visibleLine(`${said}${acceptedText(accepted)}`),
  };
}

function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'note';
}
