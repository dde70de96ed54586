import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import type { AssetFile } from '../src/opencode/asset.ts';

/**
 * A monorepo with so many agents and configs, made up: a config at the root, one in each package, and the agents
 * spread over the packages. The same numbers give the same bytes.
 */
export function makeSetUp(agents: number, configs: number): readonly AssetFile[] {
  const packages = Math.max(1, configs - 1);
  const files = [asset('opencode.json', ROOT)];
  for (let i = 0; i < configs - 1; i += 1) files.push(asset(`${folderOf(i)}/opencode.json`, configOf(i)));
  for (let i = 0; i < agents; i += 1)
    files.push(asset(`${folderOf(i % packages)}/.opencode/agent/agent-${i}.md`, agentOf(i)));
  return files;
}

function folderOf(index: number): string {
  return `packages/package-${index}`;
}

const ROOT = `{
  "permission": { "edit": "ask", "bash": { "*": "ask", "git status": "allow" }, "webfetch": "ask" }
}
`;

function configOf(index: number): string {
  const server = { type: 'local', command: ['npx', '-y', `server-${index}@1.0.${index}`] };
  const permission = index % 3 === 0 ? { permission: { bash: 'deny' } } : {};
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
