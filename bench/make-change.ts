import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** A repository with two commits that differ in `files` files of 60 lines, two hunks each; made by fast-import. */
export function makeChange(repo: string, files: number): { readonly base: string; readonly head: string } {
  mkdirSync(repo, { recursive: true });
  const git = (args: readonly string[], input?: string) =>
    execFileSync('/usr/bin/git', ['-C', repo, ...args], {
      encoding: 'utf8',
      env: ENVIRONMENT,
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  git(['init', '--quiet', '--template=', '--initial-branch=main']);
  git(['fast-import', '--quiet'], [...commit('base', files), ...commit('head', files)].join(''));
  git(['symbolic-ref', 'HEAD', 'refs/heads/head']);
  return { base: git(['rev-parse', 'base']).trim(), head: git(['rev-parse', 'head']).trim() };
}

const ENVIRONMENT = {
  PATH: '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

function commit(side: 'base' | 'head', files: number): readonly string[] {
  const head = `commit refs/heads/${side}\ncommitter Bench <bench@example.invalid> 1767603600 +0000\n${data(side)}`;
  const from = side === 'head' ? 'from refs/heads/base\n' : '';
  const entries = Array.from({ length: files }, (_, index) => {
    const path = `src/part-${index % 50}/module-${index}.ts`;
    return `M 100644 inline ${path}\n${data(content(side, index))}`;
  });
  return [head, from, ...entries];
}

function content(side: 'base' | 'head', index: number): string {
  const changed = (line: number) => side === 'head' && (line === 10 || line === 45);
  const text = (line: number) =>
    changed(line) ? `changed(${index}, ${line});` : `call(${index}, ${line}, 'value');`;
  return Array.from({ length: 60 }, (_, line) => `${text(line)}\n`).join('');
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
