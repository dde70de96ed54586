import type { CheckRun, State } from '../state.ts';
import { showApp } from './user.ts';

export function showCheckRun({ repository }: State, run: CheckRun, api: string) {
  const url = `${api}/repos/${repository.owner}/${repository.name}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `https://github.example/${repository.owner}/${repository.name}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    // GitHub chooses the suite; often it is another workflow's.
    check_suite: { id: 5_000_001 },
    app: showApp(run.app),
    pull_requests: [],
  };
}
