import type { Place } from '../opencode/node.ts';
import type { AuditContext } from './rule.ts';

const LITERAL = /"(?:[^"\\]|\\.)*"|true|false/y;

/** The whole line with the JSON value at `place` replaced by another one; undefined when it is not written there. */
export function lineWith(
  { project }: AuditContext,
  place: Place,
  value: string | boolean,
): string | undefined {
  const line = project.assets.get(place.path)?.lines[place.line - 1];
  if (line === undefined || line.length > 2000) return undefined;
  LITERAL.lastIndex = place.column - 1;
  const old = LITERAL.exec(line);
  if (old === null) return undefined;
  const end = old.index + old[0].length;
  return line.slice(0, old.index) + JSON.stringify(value) + line.slice(end);
}

/** The part of a hit that offers that line, or nothing. */
export function suggesting(
  context: AuditContext,
  place: Place,
  value: string | boolean,
): { readonly suggestion?: string } {
  const suggestion = lineWith(context, place, value);
  return suggestion === undefined ? {} : { suggestion };
}
