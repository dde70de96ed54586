import type { Publisher } from '../../ports.ts';
import { renderAnnotations } from '../../report/annotations.ts';
import { logSafe } from '../../report/escape/log-safe.ts';
import { renderJson } from '../../report/json.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { redacted } from '../../report/redacted.ts';
import { renderSarif, type SarifSettings } from '../../report/sarif.ts';
import { renderText } from '../../report/text.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { AS_IT_IS, type Redact } from './redact.ts';
import { writeFileWhole } from './write-file.ts';
import { writeStream } from './write-stream.ts';

export const FORMATS = ['text', 'json', 'sarif', 'markdown', 'github'] as const;
export type Format = (typeof FORMATS)[number];

export type ResultSettings = {
  readonly format: Format;
  /** A file for the result, or null for standard output. */
  readonly output: string | null;
  readonly sarif: SarifSettings;
  /** Colours for `text` on standard output; the caller knows whether that is a terminal. */
  readonly colour?: boolean;
  /** The width of that terminal. */
  readonly columns?: number | undefined;
  readonly redact?: Redact;
  /** The descriptor of standard output; 1 when absent. */
  readonly stdout?: number;
};

/** The command line's publisher: one format, to one place. Throws GateError `publish-failed`. */
export function resultWriter(settings: ResultSettings): Publisher {
  const { output, redact = AS_IT_IS, stdout = 1 } = settings;
  return {
    publish: async (outcome) => {
      const shown = redact === AS_IT_IS ? outcome : redacted(outcome, redact);
      const text = redact(renderResult(shown, settings));
      if (output === null) writeStream(stdout, text);
      else writeFileWhole(output, text);
    },
  };
}

/** Standard output may be the log of a workflow step: what is not safe there by its own form is made so. */
function renderResult(outcome: Outcome, settings: ResultSettings): string {
  const { format, output, sarif, colour = false, columns } = settings;
  switch (format) {
    case 'text':
      return renderText(outcome, {
        colour: colour && output === null,
        ...(columns === undefined || output !== null ? {} : { columns }),
      });
    case 'json':
      return renderJson(outcome);
    case 'sarif':
      return renderSarif(outcome, sarif);
    case 'markdown':
      return output === null ? logSafe(renderMarkdown(outcome)) : renderMarkdown(outcome);
    case 'github':
      return renderAnnotations(outcome)
        .lines.map((line) => `${line}\n`)
        .join('');
  }
}
