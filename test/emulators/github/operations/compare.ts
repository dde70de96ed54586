import { notFound } from '../answer.ts';
import type { Handlers } from '../call.ts';
import { askGit, readDiff } from '../hunks.ts';
import { showFile } from '../show/file.ts';
import type { State } from '../state.ts';

const FILES_MOST = 300;
const COMMITS_MOST = 250;

export const COMPARE: Handlers = {
  'repos/compare-commits-with-basehead': ({ state, params }) => {
    const [base = '', head = ''] = String(params['basehead']).split('...');
    const directory = state.directory ?? notFound();
    const from = resolve(state, directory, base);
    const to = resolve(state, directory, head);
    const merge = askGit(directory, ['merge-base', from, to]).trim();
    const list = (range: string) =>
      askGit(directory, ['rev-list', '--reverse', range])
        .split('\n')
        .filter((sha) => sha !== '');
    const ahead = list(`${from}..${to}`);
    const behind = list(`${to}..${from}`);
    return {
      status: 200,
      body: {
        status: statusOf(ahead.length, behind.length),
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        base_commit: { sha: from },
        merge_base_commit: { sha: merge },
        commits: ahead.slice(0, COMMITS_MOST).map((sha) => ({ sha })),
        files: readDiff(directory, from, to).slice(0, FILES_MOST).map(showFile),
      },
    };
  },
};

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function resolve(state: State, directory: string, name: string): string {
  if (/^[0-9a-f]{40}$/u.test(name) && state.isCommit(name)) return name;
  if (!/^[\w./-]+$/u.test(name)) return notFound();
  try {
    return askGit(directory, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`]).trim();
  } catch {
    // No such branch.
    return notFound();
  }
}
