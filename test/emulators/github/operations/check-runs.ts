import { invalid, refuse } from '../answer.ts';
import { applyCheckRun } from '../apply-check-run.ts';
import { type Call, entryOf, type Handlers, textOf } from '../call.ts';
import { paginate } from '../paginate.ts';
import { showCheckRun } from '../show/check-run.ts';
import type { CheckRun, State } from '../state.ts';
import { appOf } from '../tokens.ts';

export const CHECK_RUNS: Handlers = {
  'checks/create': (call) => {
    const { state, body, token } = call;
    const app = appOf(token) ?? refuse(403, 'You must authenticate via a GitHub App.');
    const headSha = textOf(body['head_sha']) ?? '';
    if (!isKnown(state, headSha)) invalid(`No commit found for SHA: ${headSha}`);
    const now = state.now();
    const run: CheckRun = {
      id: state.nextId(),
      app,
      name: textOf(body['name']) ?? '',
      headSha,
      externalId: textOf(body['external_id']),
      detailsUrl: textOf(body['details_url']) ?? 'https://github.example/runs',
      ofJob: false,
      status: 'queued',
      conclusion: null,
      startedAt: textOf(body['started_at']) ?? now,
      completedAt: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
    };
    applyCheckRun(run, call);
    state.checkRuns.push(run);
    return { status: 201, body: showCheckRun(state, run, call.api) };
  },
  'checks/update': (call) => {
    const { state, body, token } = call;
    const run = entryOf(state.checkRuns, call, 'check_run_id');
    const app = appOf(token);
    if (app?.id !== run.app.id)
      refuse(
        403,
        `Invalid app_id \`${app?.id}\` - check run can only be modified by the GitHub App that created it.`,
      );
    if (run.ofJob && (body['status'] !== undefined || body['conclusion'] !== undefined))
      refuse(403, 'Check run status and conclusions can only be updated internally by GitHub Actions.');
    applyCheckRun(run, call);
    return { status: 200, body: showCheckRun(state, run, call.api) };
  },
  'checks/get': (call) => ({
    status: 200,
    body: showCheckRun(call.state, entryOf(call.state.checkRuns, call, 'check_run_id'), call.api),
  }),
  'checks/list-annotations': (call) => {
    const { annotations } = entryOf(call.state.checkRuns, call, 'check_run_id');
    return paginate(call, annotations, (annotation) => ({
      start_column: null,
      end_column: null,
      title: null,
      raw_details: null,
      ...annotation,
    }));
  },
  'checks/list-for-ref': (call) => {
    const { ref, check_name: name } = { ...call.params, ...call.query };
    const commit = commitOf(call.state, String(ref));
    const runs = call.state.checkRuns.filter(
      (run) => run.headSha === commit && (name === undefined || run.name === name) && isAsked(run, call),
    );
    const newest = runs.toSorted((a, b) => b.id - a.id);
    return paginate(
      call,
      newest,
      (run) => showCheckRun(call.state, run, call.api),
      (page) => ({ total_count: runs.length, check_runs: page }),
    );
  },
};

function isAsked(run: CheckRun, { query }: Call): boolean {
  const app = query['app_id'];
  const status = query['status'];
  return (app === undefined || run.app.id === app) && (status === undefined || run.status === status);
}

/** A branch of one of the pull requests, or a commit. */
function commitOf(state: State, ref: string): string {
  const name = ref.replace(/^(?:refs\/)?heads\//u, '');
  return state.pulls.find(({ headRef }) => headRef === name)?.head ?? ref;
}

const isKnown = (state: State, sha: string): boolean => /^[0-9a-f]{40}$/u.test(sha) && state.isCommit(sha);
