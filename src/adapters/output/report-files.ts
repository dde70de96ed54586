import { join } from 'node:path';
import { renderJson } from '../../report/json.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { redacted } from '../../report/redacted.ts';
import { renderSarif, type SarifSettings } from '../../report/sarif.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { type Redact, redactor } from './redact.ts';
import { writeFileWhole } from './write-file.ts';

/** Absolute paths of the files that a run leaves for later steps. */
export type WrittenReports = { readonly sarif: string; readonly report: string; readonly json: string };

/** Where they will be; the names do not depend on anything foreign. */
export function reportPaths(directory: string): WrittenReports {
  return {
    sarif: join(directory, 'review-gate.sarif'),
    report: join(directory, 'review-gate.md'),
    json: join(directory, 'review-gate.json'),
  };
}

/** Writes SARIF, Markdown (without GitHub's size limit) and JSON into an existing directory. Throws GateError. */
export function writeReports(
  directory: string,
  outcome: Outcome,
  sarif: SarifSettings,
  redact: Redact = redactor([]),
): WrittenReports {
  const paths = reportPaths(directory);
  const safe = redacted(outcome, redact);
  writeFileWhole(paths.sarif, redact(renderSarif(safe, sarif)));
  writeFileWhole(paths.report, redact(renderMarkdown(safe, { maxBytes: Number.MAX_SAFE_INTEGER })));
  writeFileWhole(paths.json, redact(renderJson(safe)));
  return paths;
}
