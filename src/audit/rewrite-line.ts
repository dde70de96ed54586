import type { Place } from '../opencode/node.ts';
import type { Action, PermissionRule } from '../opencode/permission.ts';
import type { AuditContext } from './rule.ts';

/** The part of a hit that offers other lines in place of its own; empty when the lines are not plain enough. */
export type Offer = { readonly suggestion?: string };

type Key = { readonly indent: string; readonly key: string; readonly rest: string };

const MAX_LINE = 500;

/** The line of a rule with another action. `value` is written as it stands: an action, or a map on one line. */
export function withAction(context: AuditContext, rule: PermissionRule, value: Action | OneLineMap): Offer {
  const line = lineAt(context, rule.origin);
  if (line === null || rule.origin === null) return {};
  const start = rule.origin.column - 1;
  const match = /^("(?:[^"\\]|\\.)*"|'[^']*'|[\w*-]+)(\s*:\s*)?("\w+"|'\w+'|\w+)?/.exec(line.slice(start));
  if (match === null) return {};
  const [whole, first = '', colon = '', second] = match;
  const old = colon === '' ? first : second;
  if (old === undefined || !new RegExp(`^["']?${rule.action}["']?$`).test(old)) return {};
  const kept = colon === '' ? '' : first + colon;
  return offer(line.slice(0, start) + kept + written(value, rule.origin) + line.slice(start + whole.length));
}

export type OneLineMap = readonly (readonly [pattern: string, action: Action])[];

/** The line of a rule with `key: action` on a line of its own before it. */
export function withLineBefore(context: AuditContext, place: Place, key: string, action: Action): Offer {
  const line = lineAt(context, place);
  const own = line === null ? null : ownLine(line, place);
  if (line === null || own === null) return {};
  const comma = isMarkdown(place) ? '' : ',';
  return offer(`${own.indent}${quoted(key, place)}: ${written(action, place)}${comma}\n${line}`);
}

/** The line of a rule with more entries, each on a line of its own after it. */
export function withLineAfter(
  context: AuditContext,
  place: Place | null,
  entries: readonly (readonly [key: string, action: Action])[],
): Offer {
  const line = lineAt(context, place);
  const own = line === null || place === null ? null : ownLine(line, place);
  if (line === null || place === null || own === null) return {};
  if (!/^\s*:\s*["']?\w+["']?,?\s*$/.test(own.rest)) return {};
  const added = entries.map(
    ([key, action]) => `${own.indent}${quoted(key, place)}: ${written(action, place)}`,
  );
  if (isMarkdown(place)) return offer([line, ...added].join('\n'));
  const end = line.trimEnd().endsWith(',') ? ',' : '';
  return offer([line.trimEnd().replace(/,$/, ''), ...added].join(',\n') + end);
}

/** The line of a rule with another key. */
export function withKey(context: AuditContext, place: Place, from: string, to: string): Offer {
  const line = lineAt(context, place);
  if (line === null) return {};
  const start = place.column - 1;
  for (const mark of ['"', "'", '']) {
    const old = `${mark}${from}${mark}`;
    if (!line.startsWith(old, start)) continue;
    return offer(line.slice(0, start) + mark + to + mark + line.slice(start + old.length));
  }
  return {};
}

export function lineAt({ project }: AuditContext, place: Place | null): string | null {
  if (place === null) return null;
  const line = project.assets.get(place.path)?.lines[place.line - 1];
  return line === undefined || line.length > MAX_LINE ? null : line;
}

/** A key as the file of the place would write it. */
export function quoted(key: string, place: Place): string {
  return isMarkdown(place) && /^[a-z_]+$/i.test(key) ? key : JSON.stringify(key);
}

export function written(value: Action | OneLineMap, place: Place): string {
  const action = (text: Action): string => (isMarkdown(place) ? text : JSON.stringify(text));
  if (typeof value === 'string') return action(value);
  return `{ ${value.map(([key, text]) => `${JSON.stringify(key)}: ${action(text)}`).join(', ')} }`;
}

export function isMarkdown(place: Place): boolean {
  return place.path.endsWith('.md');
}

/** A key that is the first thing on its line. */
function ownLine(line: string, place: Place): Key | null {
  const indent = line.slice(0, place.column - 1);
  const match = /^("(?:[^"\\]|\\.)*"|'[^']*'|[\w*-]+)/.exec(line.slice(place.column - 1));
  if (match === null || indent.trim() !== '') return null;
  return { indent, key: match[0], rest: line.slice(place.column - 1 + match[0].length) };
}

function offer(suggestion: string): Offer {
  return { suggestion };
}
