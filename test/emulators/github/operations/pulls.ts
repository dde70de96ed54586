import { baseOf, type Call, diffOf, type Handlers, pullOf } from '../call.ts';
import { isAncestor } from '../is-ancestor.ts';
import { paginate } from '../paginate.ts';
import { showFile } from '../show/file.ts';
import { showPull, showWholePull } from '../show/pull.ts';
import type { Pull } from '../state.ts';

const FILES_MOST = 3_000;

export const PULLS: Handlers = {
  'pulls/get': (call) => ({ status: 200, body: showWholePull(call.state, pullOf(call), call.api) }),
  'pulls/list': (call) => {
    const { state = 'open', head, base } = call.query;
    const pulls = call.state.pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (base === undefined || pull.baseRef === base) &&
        (head === undefined || `${pull.headRepository?.split('/')[0]}:${pull.headRef}` === head),
    );
    return show(call, pulls);
  },
  'pulls/list-files': (call) => {
    const files = diffOf(call.state, pullOf(call)).slice(0, FILES_MOST);
    return paginate(call, files, showFile);
  },
  /** The open ones with the commit on their branch; forks are not looked through. */
  'repos/list-pull-requests-associated-with-commit': (call) => {
    const { state } = call;
    const sha = String(call.params['commit_sha']);
    const own = `${state.repository.owner}/${state.repository.name}`;
    const pulls = state.pulls.filter((pull) => {
      if (pull.headRepository !== own || pull.state !== 'open') return false;
      if (pull.head === sha || state.directory === null) return pull.head === sha;
      return (
        isAncestor(state.directory, sha, pull.head) && !isAncestor(state.directory, sha, baseOf(state, pull))
      );
    });
    return show(call, pulls);
  },
};

const show = (call: Call, pulls: readonly Pull[]) =>
  paginate(call, pulls, (pull) => showPull(call.state, pull, call.api));
