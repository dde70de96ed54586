import { BUILT_INS } from '../../opencode/built-in.ts';
import { entriesOf } from '../../opencode/node.ts';
import type { Asset } from '../../opencode/parse-asset.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Rule } from '../rule.ts';

export const agentShadowsBuiltin = {
  id: 'agent-shadows-builtin',
  title: 'A file takes the place of a built-in agent',
  summary: "An agent file changes one of OpenCode's own agents, for everybody who works here.",
  severity: 'medium',
  confidence: 'high',
  category: 'governance',
  *check({ project }) {
    for (const asset of project.assets.values()) {
      if (asset.kind !== 'agent' && asset.kind !== 'mode') continue;
      const { name, line } = nameOf(asset);
      if (!BUILT_INS.some((builtIn) => builtIn.name === name)) continue;
      const hidden = name === asset.name ? '' : `, although the file is called ${quoteName(asset.name)}`;
      const message = `This file is OpenCode's own agent ${quoteName(name)}${hidden}: its prompt, model and permissions hold for everyone who starts OpenCode here without naming an agent, or lets an agent call it.`;
      yield { path: asset.path, line, message, scope: `agent ${name}`, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY = 'Give the agent a name of its own, and let people choose it with "default_agent" or --agent.';

/** The key `name` in the front matter wins over the name of the file. */
function nameOf(asset: Asset): { readonly name: string; readonly line: number } {
  const entries = entriesOf(asset.root ?? undefined);
  const named = entries.find((entry) => entry.key === 'name');
  const value = named?.node.kind === 'scalar' ? named.node.value : null;
  if (named === undefined || value === null) return { name: asset.name, line: 0 };
  return { name: String(value), line: named.place.line };
}
