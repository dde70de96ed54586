/** The `markdown` format of the command line is the job summary: one renderer, so that they cannot differ. */
export { renderSummary as renderMarkdown } from './summary.ts';
