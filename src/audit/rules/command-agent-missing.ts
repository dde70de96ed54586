import { entriesOf, get, type Node, type Place, stringOf } from '../../opencode/node.ts';
import type { SetUp } from '../../opencode/project.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const commandAgentMissing = {
  id: 'command-agent-missing',
  title: 'A command for an agent that does not exist',
  summary: 'A command names an agent that the repository does not define and OpenCode does not bring along.',
  severity: 'low',
  confidence: 'medium',
  category: 'configuration',
  *check(context) {
    for (const { command, agent, place, setUp } of commandsOf(context)) {
      if (setUp.agents.some(({ name }) => name === agent)) continue;
      const { path, line } = place;
      const message = `The command ${quoteName(command)} is for the agent ${quoteName(agent)}, which does not exist here: it fails, or runs with whatever agent of that name a user happens to have, and its permissions.`;
      yield { path, line, message, scope: `command ${command}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Correct the name, add the agent to the repository, or remove the key so that the current agent is used.';

type Command = {
  readonly command: string;
  readonly agent: string;
  readonly place: Place;
  readonly setUp: SetUp;
};

function* commandsOf({ project }: AuditContext): Iterable<Command> {
  const byFolder = new Map(project.setUps.map((setUp) => [setUp.folder, setUp]));
  for (const asset of project.assets.values()) {
    const setUp = nearest(byFolder, asset.folder);
    if (setUp === undefined || asset.root === null) continue;
    if (asset.kind === 'command') yield* commandIn(asset.name, asset.root, setUp);
    if (asset.kind !== 'config') continue;
    for (const { key, node } of entriesOf(get(asset.root, 'command'))) yield* commandIn(key, node, setUp);
  }
}

function* commandIn(command: string, node: Node, setUp: SetUp): Iterable<Command> {
  const value = get(node, 'agent');
  const agent = stringOf(value);
  if (value !== undefined && agent !== undefined) yield { command, agent, place: value.place, setUp };
}

/** A folder with commands only has no set-up of its own: what lies above it holds. */
function nearest(byFolder: ReadonlyMap<string, SetUp>, folder: string): SetUp | undefined {
  for (let at = folder; at !== ''; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const found = byFolder.get(at);
    if (found !== undefined) return found;
  }
  return byFolder.get('');
}
