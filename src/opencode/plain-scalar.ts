import type { Scalar } from './node.ts';

/**
 * What OpenCode's YAML reader (YAML 1.1, with some exceptions) makes of a value without quotes: `yes` is a text, `010`
 * is eight, `1_000` a thousand, `1:30` ninety. A date becomes an object that no key of OpenCode takes: null here.
 */
export function plainScalar(text: string): Scalar {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return numberOf(text) ?? (isDate(text) ? null : text);
}

/** The name of a key, which JavaScript makes a text of: `1.50` is `1.5`, `~` is `null`. */
export function plainKey(text: string): string {
  if (!isDate(text)) return String(plainScalar(text));
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const [day = '', number = '', month = '', year = '', time = ''] = date.toUTCString().split(' ');
  return `${day.slice(0, 3)} ${month} ${number} ${year} ${time} GMT+0000 (Coordinated Universal Time)`;
}

function numberOf(text: string): number | null {
  if (/^_|_$/.test(text)) return null;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  if (/^[-+]?0b[01_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 2);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 16);
  if (/^[-+]?0[0-7_]+$/.test(text)) return sign * Number.parseInt(digits, 8);
  if (/^[-+]?(?:0|[1-9][0-9_]*)$/.test(text)) return sign * Number(digits);
  if (/^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)) return sign * sexagesimal(digits);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return sign * Number.POSITIVE_INFINITY;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  const isFloat = /^(?:[-+]?(?:0|[1-9][0-9_]*)(?:\.[0-9_]*)?|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?$/.test(text);
  return isFloat && /[0-9]/.test(text) ? sign * Number.parseFloat(digits) : null;
}

function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$|^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::?\d\d)?))?$/.test(
    text,
  );
}
