import { nearest } from '../policy/nearest.ts';

/** The names that a permission key can stand for in a repository. */
export type KnownNames = {
  readonly keys: readonly string[];
  readonly tools: readonly string[];
  readonly skills: readonly string[];
  readonly agents: readonly string[];
  /** As OpenCode writes them in the names of their tools. */
  readonly servers: readonly string[];
};

/** What was meant by a key that means nothing; `key` can stand in its place. */
export type Meant = { readonly key: string | null; readonly why: string; readonly remedy: string };

/** Names that other agents' tools have. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['shell', 'bash'],
  ['terminal', 'bash'],
  ['execute', 'bash'],
  ['command', 'bash'],
  ['commands', 'bash'],
  ['run', 'bash'],
  ['exec', 'bash'],
  ['write_file', 'edit'],
  ['file_write', 'edit'],
  ['delete', 'edit'],
  ['read_file', 'read'],
  ['file_read', 'read'],
  ['fetch', 'webfetch'],
  ['network', 'webfetch'],
  ['search', 'websearch'],
  ['ls', 'glob'],
  ['agent', 'task'],
  ['subagent', 'task'],
  ['todo', 'todowrite'],
]);

/**
 * Null for a key that may be the name of a tool which is not in the repository: a plugin or a server of the user can
 * bring it. So a key is only judged when it is clear what it should have been.
 */
export function meantBy(key: string, known: KnownNames): Meant | null {
  if (isCommand(key, known)) return under(key, 'bash', 'a shell command');
  if (key.startsWith('mcp_')) return ofServer(key);
  if (known.agents.includes(key)) return under(key, 'task', 'the name of an agent');
  if (known.skills.includes(key)) return under(key, 'skill', 'the name of a skill');
  const instead = spelt(key, known.keys);
  if (instead === null) return null;
  return { key: instead, why: `it asks for "${instead}"`, remedy: `Write "${instead}" in place of it.` };
}

function isCommand(key: string, { servers }: KnownNames): boolean {
  return /^\S+ /.test(key) && !servers.some((name) => key.startsWith(name));
}

/** The key that is written otherwise, or called otherwise by other agents, or mistyped. */
function spelt(key: string, keys: readonly string[]): string | null {
  const plain = key.toLowerCase().replaceAll(/[-_]/g, '');
  const same = keys.find((name) => name.toLowerCase().replaceAll('_', '') === plain);
  const found = same ?? ELSEWHERE.get(key.toLowerCase());
  if (found !== undefined) return found;
  const near = /^[A-Za-z]{5,}$/.test(key) ? nearest(key, keys) : null;
  return isTypo(key, near) ? near : null;
}

function ofServer(key: string): Meant {
  const [, server = '', tool = ''] = /^mcp_+(.+?)(?:__(.+))?$/.exec(key) ?? [];
  const name = tool === '' ? '<server>_*' : `${server}_${tool}`;
  const why = 'it calls the tools of a server by the name of the server, without "mcp"';
  return { key: tool === '' ? null : name, why, remedy: `Write "${short(name)}" in place of it.` };
}

function under(key: string, parent: string, what: string): Meant {
  const why = `it is ${what}, for which OpenCode asks under "${parent}"`;
  return { key: null, why, remedy: `Move it under "${parent}": { "${short(key)}": … }.` };
}

/** One letter too many, too few or wrong: more would be another name. */
function isTypo(key: string, near: string | null): boolean {
  return near !== null && Math.abs(near.length - key.length) <= 1 && key[0] === near[0];
}

function short(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}"`]/gu, '?').slice(0, 60);
}
