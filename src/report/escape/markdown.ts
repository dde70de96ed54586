import { linesOf, visibleLine, visibleName, visibleText } from './visible.ts';

/**
 * Foreign prose as one line of Markdown text that is nothing but text. GitHub looks for mentions, references and
 * links after rendering, where backslashes and entities are gone; bots read the source. So what triggers them is
 * respelled (a full-width sign, a bracketed dot) and only Markdown's own signs are escaped.
 */
export function markdownText(text: string): string {
  return visibleLine(text)
    .replace(/[\\`*_[\]~|$!^{}]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@＠]/gu, '＠')
    .replace(/#(?=[\p{N}#])/gu, '＃')
    .replace(/GH-(?=\d)/giu, 'GH‑')
    .replace(/:(?=\/\/)/gu, '\\[:\\]')
    .replace(/www\./giu, 'www\\[.\\]')
    .replace(/^([#+=/:-])/u, '\\$1')
    .replace(/^(\d+)([.)])/u, '$1\\$2');
}

/** Foreign prose of several lines; blank ones go, each other one is text of its own after `prefix`. */
export function markdownLines(text: string, prefix: string): string {
  return linesOf(text)
    .map(markdownText)
    .filter((line) => line !== '')
    .map((line) => `${prefix}${line}`)
    .join('\n');
}

/** A name (path, agent, rule) as a code span, exact but for what cannot be seen. */
export function markdownCode(name: string): string {
  const content = visibleName(name);
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^[` ]|[` ]$|^$/u.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/**
 * The same inside a table, where a bar ends the cell even in a code span unless it is escaped. Backslashes before a
 * bar are read in pairs there, so they are doubled, and shown so.
 */
export function markdownCellCode(name: string): string {
  return markdownCode(name).replace(/(\\*)\|/gu, '$1$1\\|');
}

/** Code of several lines. The fence is longer than every run of backticks in it. */
export function markdownFence(text: string): string {
  const content = visibleText(text);
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}text\n${content}\n${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/gu) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
