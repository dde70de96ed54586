import type { Agent } from '../opencode/agents.ts';
import type { Place } from '../opencode/node.ts';
import { type Action, matcherOf } from '../opencode/permission.ts';
import { isOwn } from './decision.ts';
import { isMarkdown, lineAt, type Offer, quoted, written } from './rewrite-line.ts';
import type { AuditContext } from './rule.ts';

/**
 * The line at which an agent is defined, with a permission for `key` added. Empty when the agent has a rule for `key`
 * already, or one for every key, which might come after the new one.
 */
export function withPermission(context: AuditContext, agent: Agent, key: string, action: Action): Offer {
  const place = agent.definedAt;
  const line = lineAt(context, place);
  const next = place === null ? null : lineAt(context, { ...place, line: place.line + 1 });
  const own = agent.rules.filter((rule) => rule.origin !== null && isOwn(rule));
  const test = matcherOf(context.project.semantics);
  const isSaid = own.some((rule) => test(rule.permission, key));
  if (place === null || line === null || next === null || isSaid) return {};
  if (!isMarkdown(place) && own.length > 0) return {};
  const suggestion = isMarkdown(place)
    ? inFrontMatter(line, next, `${key}: ${action}`)
    : inConfig(line, next, place, `${quoted(key, place)}: ${written(action, place)}`);
  return suggestion === null ? {} : { suggestion };
}

/** Below `permission:`, or a block of its own after another key whose value ends on its line. */
function inFrontMatter(line: string, next: string, entry: string): string | null {
  const indent = /^\s+(?=["'\w*])/.exec(next)?.[0];
  if (/^permission:\s*$/.test(line)) return indent === undefined ? null : `${line}\n${indent}${entry}`;
  const isWhole = /^description:\s*[^\s|>].*$/.test(line) && /^(?:[A-Za-z_]+:|---\s*$)/.test(next);
  return isWhole ? `${line}\npermission:\n  ${entry}` : null;
}

/** Below `"agent": {`; in a `permission` that is there already it would have to be merged by hand. */
function inConfig(line: string, next: string, place: Place, entry: string): string | null {
  const indent = /^\s+(?=")/.exec(next)?.[0];
  const opens = /^\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*$/.test(line);
  return opens && indent !== undefined && place.column > 1
    ? `${line}\n${indent}"permission": { ${entry} },`
    : null;
}
