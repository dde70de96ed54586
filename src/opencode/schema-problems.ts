import type { z } from 'zod';
import { type Node, placeAt, toValue } from './node.ts';
import { type Problem, problem } from './problem.ts';
import { quoteName } from './quote-name.ts';

/** Everything a schema has against a value, each at the line that it means. */
export function schemaProblems(
  root: Node,
  schema: z.ZodType,
  way: readonly string[] = [],
): readonly Problem[] {
  const result = schema.safeParse(toValue(root));
  if (result.success) return [];
  return result.error.issues.slice(0, 20).map((issue) => {
    const { path, message } = deepest(issue);
    const key = [...way, ...path].map(String).join('.');
    const text = `OpenCode refuses to start with this: ${key === '' ? 'the file' : quoteName(key)}: ${plain(message)}.`;
    return problem('refused', placeAt(root, path), text);
  });
}

type Issue = z.core.$ZodIssue;

/** In a union, the branch that came furthest says most. */
function deepest(issue: Issue): { path: readonly PropertyKey[]; message: string } {
  if (issue.code !== 'invalid_union') return { path: issue.path, message: issue.message };
  const candidates = issue.errors.flatMap((branch) => branch.slice(0, 1)).map(deepest);
  const best = candidates.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined) return { path: issue.path, message: issue.message };
  return { path: [...issue.path, ...best.path], message: best.message };
}

function plain(message: string): string {
  return message.replace(/^Invalid (?:input|option): /, '').replace(/\.$/, '');
}
