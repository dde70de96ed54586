import { logSafe } from './log-safe.ts';
import { visibleName } from './visible.ts';

/** Parameters of an annotation command; absent ones are not written. */
export type CommandProperties = Readonly<Record<string, string | number | undefined>>;

/** One workflow command, the only text of ours that the runner is to obey. `message` may have several lines. */
export function renderCommand(name: string, properties: CommandProperties, message: string): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${commandProperty(String(value))}`)
    .join(',');
  return `::${name}${list === '' ? '' : ` ${list}`}::${commandData(message)}`;
}

/** Text after the second `::`. The log shows it again, unescaped, so it is made safe for the log first. */
export function commandData(text: string): string {
  return logSafe(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property's value: neither of the two separators, and no two names become one. */
export function commandProperty(text: string): string {
  return commandData(visibleName(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
