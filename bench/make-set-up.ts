import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { AssetFile } from '../src/opencode/asset.ts';

/**
 * Where the agents are: all of them at the root, where every package sees them; or each in one package. `mixed` is the
 * root again, and every third package says something to all agents, so that each of them is another one there.
 */
export type Shape = 'root' | 'spread' | 'mixed';

/**
 * A monorepo with so many agents and configs, made up: a config at the root, one in each package, and the agents. The
 * same numbers give the same bytes.
 */
export function makeSetUp(agents: number, configs: number, shape: Shape = 'spread'): readonly AssetFile[] {
  const packages = Math.max(1, configs - 1);
  const files = [asset('opencode.json', ROOT)];
  for (let i = 0; i < configs - 1; i += 1) {
    const isStrict = shape !== 'root' && i % 3 === 0;
    files.push(asset(`${folderOf(i)}/opencode.json`, configOf(i, isStrict)));
  }
  for (let i = 0; i < agents; i += 1) {
    const folder = shape === 'spread' ? `${folderOf(i % packages)}/` : '';
    files.push(asset(`${folder}.opencode/agent/agent-${i}.md`, agentOf(i)));
  }
  return files;
}

function folderOf(index: number): string {
  return `packages/package-${index}`;
}

const ROOT = `{
  "permission": { "edit": "ask", "bash": { "*": "ask", "git status": "allow" }, "webfetch": "ask" }
}
`;

function configOf(index: number, isStrict: boolean): string {
  const server = { type: 'local', command: ['npx', '-y', `server-${index}@1.0.${index}`] };
  const permission = isStrict ? { permission: { bash: 'deny' } } : {};
  return `${JSON.stringify({ ...permission, mcp: { [`server-${index}`]: server } }, null, 2)}\n`;
}

/** Some reviewers that may not edit, some workers; every fifth one is open, so that rules have something to say. */
function agentOf(index: number): string {
  const bash =
    index % 5 === 0
      ? '  bash: allow'
      : '  bash:\n    "*": ask\n    "git log *": allow\n    "npm test": allow\n    "rg *": deny';
  const edit = index % 2 === 0 ? 'deny' : 'ask';
  return `---
description: ${index % 2 === 0 ? 'Reviews' : 'Works on'} part ${index}
mode: ${index % 3 === 0 ? 'primary' : 'subagent'}
permission:
  edit: ${edit}
${bash}
---
Look at part ${index} and say what you see.
`;
}

function asset(path: string, text: string): AssetFile {
  const bytes = new TextEncoder().encode(text);
  return { path, mode: '100644', bytes, size: bytes.length };
}

/** The files as the one commit of a new repository, which has no working tree. */
export function commitSetUp(repo: string, files: readonly AssetFile[]): void {
  mkdirSync(repo, { recursive: true });
  const env = { PATH: '/usr/bin:/bin', HOME: repo, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (args: readonly string[], input?: Uint8Array) =>
    execFileSync('/usr/bin/git', ['-C', repo, ...args], { env, input, stdio: ['pipe', 'pipe', 'pipe'] });
  git(['init', '--quiet', '--template=', '--initial-branch=main']);
  const head = 'commit refs/heads/main\ncommitter Bench <bench@example.invalid> 1767603600 +0000\ndata 0\n';
  const blobs = files.map(({ path, bytes }) =>
    Buffer.concat([Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')]),
  );
  git(['fast-import', '--quiet'], Buffer.concat([Buffer.from(head), ...blobs]));
}
