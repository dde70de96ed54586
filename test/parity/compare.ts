import type { Resolved, ResolvedAgent, RuleTriple } from './set-up.ts';

/** The folders that only a running OpenCode knows, by the name that we give them. */
export type Folders = { readonly home: string; readonly data: string; readonly tmp: string };

export type Comparison = {
  /** Agents that both sides have alike. */
  readonly agreed: number;
  readonly toolsAgreed: number;
  readonly disagreements: readonly string[];
};

/** Rule by rule, in order; a text for each difference, fit to be read. */
export function compareResolved(ours: Resolved, theirs: Resolved, folders: Folders): Comparison {
  if (ours.refused || theirs.refused) {
    if (ours.refused && theirs.refused) return { agreed: 1, toolsAgreed: 0, disagreements: [] };
    const text = ours.refused ? `only we refuse: ${ours.error}` : `only OpenCode refuses: ${errorOf(theirs)}`;
    return { agreed: 0, toolsAgreed: 0, disagreements: [text] };
  }
  const names = new Set([...ours.agents.keys(), ...theirs.agents.keys()]);
  const found = [...names].map((name) => {
    return compareAgent(name, ours.agents.get(name), theirs.agents.get(name), folders);
  });
  return {
    agreed: found.filter((one) => one.differences.length === 0).length,
    toolsAgreed: found.filter((one) => one.hasTools && one.differences.length === 0).length,
    disagreements: found.flatMap((one) => one.differences),
  };
}

function errorOf(resolved: Resolved): string {
  return resolved.refused ? resolved.error.slice(0, 300) : '';
}

function compareAgent(
  name: string,
  ours: ResolvedAgent | undefined,
  theirs: ResolvedAgent | undefined,
  folders: Folders,
): { readonly differences: readonly string[]; readonly hasTools: boolean } {
  if (ours === undefined || theirs === undefined) {
    const text = `only ${ours === undefined ? 'OpenCode has' : 'we have'} the agent ${JSON.stringify(name)}`;
    return { differences: [text], hasTools: false };
  }
  const own = ours.rules.map((rule) => JSON.stringify(rule));
  const real = theirs.rules.map((rule) => JSON.stringify(respell(rule, folders)));
  const differences: string[] = [];
  if (own.join('\n') !== real.join('\n')) differences.push(`${name}: ${firstDifference(own, real)}`);
  if (theirs.mode !== ours.mode) differences.push(`${name}: mode ${ours.mode}, OpenCode ${theirs.mode}`);
  const tools = theirs.tools === undefined ? [] : Object.entries(theirs.tools);
  for (const [tool, isOffered] of tools) {
    if (toolOf(ours, tool) === isOffered) continue;
    differences.push(`${name}: tool ${tool} is ${isOffered ? '' : 'not '}offered by OpenCode`);
  }
  return { differences, hasTools: tools.length > 0 };
}

function toolOf(agent: ResolvedAgent, tool: string): boolean | undefined {
  return agent.tools?.[tool];
}

function firstDifference(ours: readonly string[], theirs: readonly string[]): string {
  const at = ours.findIndex((rule, index) => rule !== theirs[index]);
  const index = at < 0 ? ours.length : at;
  return `rule ${index}: ours ${ours[index] ?? 'none'}, OpenCode ${theirs[index] ?? 'none'} (${ours.length} and ${theirs.length} rules)`;
}

/** The plan agent may edit plans below OpenCode's data, which OpenCode writes relative to the project. */
function respell([permission, pattern, action]: RuleTriple, { home, data, tmp }: Folders): RuleTriple {
  if (permission === 'edit' && pattern.endsWith('/.data/opencode/plans/*.md'))
    return [permission, '<data>/plans/*.md', action];
  return [permission, respellPath(pattern, { home, data, tmp }), action];
}

function respellPath(pattern: string, { home, data, tmp }: Folders): string {
  if (pattern.startsWith(`${data}/`)) return `<data>${pattern.slice(data.length)}`;
  if (pattern.startsWith(`${tmp}/`)) return `<tmp>${pattern.slice(tmp.length)}`;
  return pattern.startsWith(home) ? `<home>${pattern.slice(home.length)}` : pattern;
}
