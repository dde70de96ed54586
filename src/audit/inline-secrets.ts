import type { Place } from '../opencode/node.ts';
import { quoteName } from '../opencode/quote-name.ts';
import type { Server } from './servers.ts';
import type { Text } from './texts.ts';

export type InlineSecret = {
  /** What it is called, never what it is. */
  readonly what: string;
  /** The text that has it, for recognising it and for nothing else. */
  readonly value: string;
  readonly place: Place;
};

/** Credentials that are written out in a server's configuration. */
export function inlineSecrets({ headers, environment, command, url }: Server): readonly InlineSecret[] {
  return [
    ...named(headers.map(shortened), 'the header'),
    ...named(environment.map(shortened), 'the variable'),
    ...inCommand(command.map(shortened)),
    ...inUrl(url === null ? null : shortened(url)),
  ];
}

/** More than any credential of this kind has. */
function shortened(text: Text): Text {
  return { ...text, key: text.key.slice(0, 256), text: text.text.slice(0, 4096) };
}

const SECRET_NAME =
  /(?:api|access|auth|private|secret|client|account|service)[-_]?(?:key|token|secret)|(?:^|[-_])(?:token|secret|password|passwd|pwd|pat|apikey|credentials?|authorization|cookie)s?$|^authorization$|^x-[\w-]*(?:key|token)$/i;
const KNOWN_SECRET =
  /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,}|glpat-[\w-]{20}|sk-[\w-]{20,}|xox[abcps]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|ctx7sk-[\w-]{20,}|fc-[0-9a-f]{32}|eyJ[\w-]{10,1000}\.eyJ[\w-]{10})/;

function named(texts: readonly Text[], what: string): readonly InlineSecret[] {
  return texts.flatMap(({ key, text, place }) =>
    KNOWN_SECRET.test(text) || (SECRET_NAME.test(key) && isSecretLike(text))
      ? [{ what: `${what} ${quoteName(key)}`, value: text, place }]
      : [],
  );
}

/** `--api-key VALUE`, `--token=VALUE`, `-e API_KEY=VALUE`, `Authorization: Bearer VALUE`. */
function inCommand(words: readonly Text[]): readonly InlineSecret[] {
  return words.flatMap(({ text, place }, index) => {
    const option = optionWith(words[index - 1]?.text ?? '', text);
    if (option !== null) return [{ what: `the command line at ${quoteName(option)}`, value: text, place }];
    return KNOWN_SECRET.test(text) ? [{ what: 'the command line', value: text, place }] : [];
  });
}

/** The option or variable that a word gives a secret to; null when it gives none. */
function optionWith(before: string, text: string): string | null {
  const [, name = '', value = ''] = /^(?:--?)?([\w-]+)\s*[=:]\s*(.+)$/s.exec(text) ?? [];
  if (SECRET_NAME.test(name) && isSecretLike(value)) return name;
  const isOption = /^--?[\w-]+$/.test(before) && SECRET_NAME.test(before.replace(/^-+/, ''));
  return isOption && !text.startsWith('-') && isSecretLike(text) ? before : null;
}

function inUrl(url: Text | null): readonly InlineSecret[] {
  if (url === null) return [];
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]*:([^/?#@\s]+)@/i.exec(url.text)?.[1] ?? '';
  const values = [...url.text.matchAll(/[?&]([\w.-]+)=([^&#]+)/g)].some(
    ([, name = '', value = '']) => SECRET_NAME.test(name) && isSecretLike(value),
  );
  const found = KNOWN_SECRET.test(url.text) || values || (password !== '' && !isPlaceholder(password));
  return found ? [{ what: 'the url', value: url.text, place: url.place }] : [];
}

function isSecretLike(text: string): boolean {
  const value = text.replace(/^(?:Bearer|Basic|Token|ApiKey)\s+/i, '').trim();
  if (value.length < 12 || /\s/.test(value) || isPlaceholder(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^(?:https?:|[.~/])/.test(value);
}

/** Filled in when it runs, or a note to the reader. */
function isPlaceholder(value: string): boolean {
  return (
    /[{}$<>%*]|\.\.\.|…/.test(value) ||
    /(?:^|[-_])(?:your|my|example|sample|dummy|fake|test|placeholder|changeme|change|replace|redacted|insert|todo|xxx+)(?:[-_]|$)/i.test(
      value,
    ) ||
    /^(.)\1+$/.test(value)
  );
}
