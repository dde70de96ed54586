import type { AssetFile } from './asset.ts';
import type { Location } from './locate.ts';
import { type Problem, problem } from './problem.ts';

/**
 * A link in place of an asset. OpenCode follows it; we do not. Text for the agent (instructions, skills) may be a
 * link to another file of the repository, as `CLAUDE.md → AGENTS.md` is; anything else must be a plain file.
 */
export function linkProblem(file: AssetFile, location: Location): readonly Problem[] {
  const target = new TextDecoder('utf-8').decode(file.bytes);
  const isText = location.kind === 'instructions' || location.kind === 'skill' || location.kind === 'other';
  if (isText && staysInside(file.path, target)) return [];
  const place = { path: file.path, line: 0, column: 0 };
  if (location.kind === 'workflow') {
    return [
      problem('unreadable', place, 'This workflow is a symbolic link, which the audit does not follow.'),
    ];
  }
  const what = location.kind === 'folder' ? 'This folder of OpenCode' : 'This file of OpenCode';
  return [
    problem('unreadable', place, `${what} is a symbolic link: OpenCode follows it, the audit does not.`),
  ];
}

function staysInside(path: string, target: string): boolean {
  if (target.startsWith('/') || target.startsWith('~') || target.includes('\0')) return false;
  const way = path.split('/').slice(0, -1);
  for (const step of target.split('/')) {
    if (step === '..' && way.pop() === undefined) return false;
    if (step !== '..' && step !== '.' && step !== '') way.push(step);
  }
  return way[0] !== '.git';
}
