import { GateError } from '../../errors.ts';
import { displayName, isShown } from '../../opencode/matrix.ts';
import type { Project } from '../../opencode/project.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { nearest } from '../../policy/nearest.ts';
import type { Placed } from '../decision.ts';

const LISTED = 20;

/**
 * An agent by its name, or by `folder: name` where only a folder has it. Throws GateError `usage` with the names that
 * there are.
 */
export function findAgent(project: Project, name: string): Placed {
  const placed = project.setUps.flatMap((setUp) =>
    setUp.agents
      .filter((agent) => isShown(setUp, agent))
      .map((agent): Placed => ({ setUp, agent, semantics: project.semantics })),
  );
  const exact = placed.find(({ setUp, agent }) => displayName(setUp, agent) === name);
  const byName = placed.filter(({ agent }) => agent.name === name);
  const found = exact ?? (byName.length === 1 ? byName[0] : undefined);
  if (found !== undefined) return found;
  const names = placed.map(({ setUp, agent }) => displayName(setUp, agent));
  throw new GateError('usage', `${unknown(name, names, byName)} The agents are: ${listOf(names)}.`);
}

function unknown(name: string, names: readonly string[], byName: readonly Placed[]): string {
  if (byName.length > 1) return `More than one folder has an agent ${quoteName(name)}; name one of them.`;
  const near = nearest(name, names);
  const hint = near === null ? '' : ` Did you mean ${quoteName(near)}?`;
  return `There is no agent ${quoteName(name)} at this revision.${hint}`;
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((name) => quoteName(name).slice(1, -1));
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : '';
  return `${shown.join(', ')}${more}`;
}
