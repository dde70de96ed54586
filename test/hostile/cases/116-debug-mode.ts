import { startGithub } from '../../emulators/github/start-github.ts';
import { EVERY_PERMISSION } from '../../emulators/github/tokens.ts';
import { pullRequestEvent } from '../../emulators/runner/events.ts';
import { startGitServer } from '../../emulators/runner/git-server.ts';
import { checkout, makePull } from '../../emulators/runner/pull.ts';
import { runStep } from '../../emulators/runner/run-step.ts';
import { type HostileCase, judge } from '../case.ts';
import { sentTo } from '../kit/github.ts';
import { startModel } from '../kit/model.ts';
import { runNaive } from '../kit/naive.ts';

export const hostile: HostileCase = {
  number: 116,
  title: 'Debugging is switched on, and the log shows keys and what the model says',
  area: 'output',
  lanes: ['userns'],
  opencode: true,
  async attack(place, defence) {
    const key = place.secret('the key');
    const token = `ghs_${place.secret('the token')}`;
    const answer = place.secret('what the model says');
    const pull = makePull(place, { base: { 'a.ts': 'const a = 1;\n' }, head: { 'a.ts': 'const a = 2;\n' } });
    const server = await startGitServer(place, { directory: pull.repository.directory });
    const workspace = checkout(place, pull, { depth: 0, server: server.url });
    const model = await startModel(place, () => ({ text: answer }));
    const output = defence === 'off' ? await naively() : await byTheGate();
    if (model.requests.length === 0) throw new Error('The model was not asked.');
    const found = new Set(place.scan(output).map(({ secret }) => secret));
    return judge(defence, {
      'the key': found.has('the key') ? 'printed' : null,
      'the token': found.has('the token') ? 'printed' : null,
      'what the model says': found.has('what the model says') ? 'printed' : null,
    });

    /** What people do to see why a step fails: everything of the environment, and the agent's own debugging. */
    async function naively(): Promise<Record<string, string>> {
      const env = { MODEL_API_KEY: key, GITHUB_TOKEN: token };
      const args = ['run', '--print-logs', '--log-level', 'DEBUG'];
      const { stdout, stderr } = await runNaive(place, { directory: workspace, url: model.url, args, env });
      return { stdout, stderr, environment: JSON.stringify(env) };
    }

    async function byTheGate(): Promise<Record<string, string>> {
      const { directory } = pull.repository;
      const tokens = { [token]: { kind: 'job', permissions: EVERY_PERMISSION } } as const;
      const github = await startGithub(place, { directory, pulls: [{ number: 7, head: pull.head }], tokens });
      const { stdout, stderr, summary } = await runStep(place, {
        api: github.url,
        token,
        event: pullRequestEvent(pull),
        workspace,
        server: server.url,
        inputs: { model: 'local/scripted', 'base-url': `${model.url}/v1`, 'api-key': key },
        env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', ACTIONS_RUNNER_DEBUG: 'true' },
      });
      // The runner takes this line for itself and does not show it.
      const shown = stdout.replaceAll(/^::add-mask::.*$/gmu, '');
      if (github.state.checkRuns.length === 0) throw new Error('Nothing was published.');
      return { stdout: shown, stderr, summary: summary ?? '', ...sentTo(github) };
    }
  },
};
