import type { ObjectId } from '../change/change.ts';
import { GateError } from '../errors.ts';
import { isAsset } from '../opencode/asset.ts';
import { get, stringOf } from '../opencode/node.ts';
import { parseProject } from '../opencode/project.ts';
import type { Repository, ReviewTerms } from '../ports.ts';

/**
 * The prompt of the agent that the workflow names, as the base commit has it; null for the built-in reviewer. Only
 * its prompt is taken: what it may do and which model answers are never its own choice.
 */
export async function readReviewer(
  base: ObjectId,
  name: string,
  repository: Repository,
): Promise<ReviewTerms['reviewer']> {
  if (name === '') return null;
  const project = parseProject(await repository.readFiles(base, isAsset));
  const prompt = stringOf(get(get(get(project.setUps[0]?.config, 'agent'), name), 'prompt'));
  if (prompt !== undefined && prompt.trim() !== '') return { name, prompt };
  throw new GateError(
    'input-invalid',
    `The base commit defines no agent "${name}" with a prompt; name one of its agents, or leave "agent" empty for the built-in reviewer.`,
  );
}
