import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { makeDirectory } from '../../adapters/git/make-repository.ts';
import { startGithub } from '../github/start-github.ts';
import { ACTION } from './action-inputs.ts';
import { pushEvent } from './events.ts';
import { runPost, runWithPost } from './run-post.ts';
import { runStep, type StepOptions, startStep } from './run-step.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

/** A step whose process runs `source`, an ES module. */
function stepOf(t: TestContext, source: string): StepOptions {
  return { event: pushEvent(A, B), workspace: makeDirectory(t), program: programOf(t, source) };
}

function programOf(t: TestContext, source: string) {
  const script = join(makeDirectory(t), 'program.mjs');
  writeFileSync(script, `import { appendFileSync } from 'node:fs';\nconst { env } = process;\n${source}`);
  return { script, stdin: '' };
}

const READ_ENV = 'console.log(JSON.stringify(env));';
const environmentOf = (stdout: string) => JSON.parse(stdout) as Readonly<Record<string, string>>;

suite('the runner', () => {
  test('gives a step its variables, with the inputs and their defaults', async (t) => {
    const { url, enterpriseUrl } = await startGithub(t);
    const step = { ...stepOf(t, READ_ENV), inputs: { review: 'off' } };
    const env = environmentOf((await runStep(t, { ...step, api: url })).stdout);
    assert.deepEqual(
      [env['INPUT_REVIEW'], env['INPUT_TIMEOUT-MINUTES'], env['INPUT_GITHUB-TOKEN']],
      ['off', ACTION.inputs['timeout-minutes']?.default, 'ghs_token_of_the_job'],
    );
    assert.deepEqual(
      [env['GITHUB_EVENT_NAME'], env['GITHUB_SHA'], env['GITHUB_REF_NAME'], env['GITHUB_ACTOR'], env['CI']],
      ['push', B, 'main', 'octocat', 'true'],
    );
    assert.deepEqual([env['GITHUB_API_URL'], env['GITHUB_GRAPHQL_URL']], [url, `${url}/graphql`]);
    const other = environmentOf((await runStep(t, { ...step, api: enterpriseUrl })).stdout);
    assert.equal(other['GITHUB_GRAPHQL_URL'], `${url}/api/graphql`);
  });

  test('reads both streams line by line, in the order in which they came', async (t) => {
    const step = await runStep(
      t,
      stepOf(
        t,
        `const wait = () => new Promise((resolve) => setTimeout(resolve, 60));
        process.stderr.write('::error::fir'); await wait();
        process.stdout.write('::error::second\\n'); await wait();
        process.stderr.write('st\\r\\n::error::third\\r::error::fourth'); await wait();
        process.stdout.write('no ::error::command\\n');`,
      ),
    );
    assert.deepEqual(
      step.annotations.map(({ message }) => message),
      ['second', 'first', 'third', 'fourth'],
    );
    assert.equal(step.conclusion, 'success');
  });

  test('fails a step by its exit code, or for what it printed', async (t) => {
    assert.equal((await runStep(t, stepOf(t, 'process.exitCode = 3;'))).conclusion, 'failure');
    const printed = await runStep(t, stepOf(t, "console.log('::set-env name=A::1');"));
    assert.deepEqual([printed.exitCode, printed.conclusion], [0, 'failure']);
  });

  test('waits five seconds for who holds the streams, and no longer', async (t) => {
    const source = (ms: number) => `
      const { spawn } = await import('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => console.log("::notice::late"), ${ms})'], {
        stdio: 'inherit', detached: true });
      child.unref();`;
    const soon = await runStep(t, stepOf(t, source(800)));
    assert.deepEqual([soon.exitCode, soon.annotations.length], [0, 1]);
    assert.ok(soon.ms < 5_000, `${soon.ms} ms`);
    // In a group of its own, so that ending the tree does not reach it.
    const late = await runStep(t, stepOf(t, source(9_000)));
    assert.deepEqual([late.exitCode, late.annotations.length], [0, 0]);
    assert.ok(late.ms > 4_900 && late.ms < 8_500, `${late.ms} ms`);
  });

  test('cancels by SIGINT, then by SIGTERM after 7.5 s, then for good', { timeout: 60_000 }, async (t) => {
    const source = `
      const started = performance.now();
      const tell = (signal) => console.log(signal, Math.round(performance.now() - started));
      process.on('SIGINT', () => tell('SIGINT')).on('SIGTERM', () => tell('SIGTERM'));
      setInterval(() => undefined, 1000);
      console.log('ready');`;
    const running = startStep(t, stepOf(t, source));
    while (!running.output().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
    const started = performance.now();
    const step = await running.cancel();
    const took = performance.now() - started;
    const times = new Map(
      [...step.stdout.matchAll(/^(SIG\w+) (\d+)$/gmu)].map(([, name = '', ms]) => [name, Number(ms)]),
    );
    const between = (times.get('SIGTERM') ?? 0) - (times.get('SIGINT') ?? 0);
    assert.ok(Math.abs(between - 7_500) < 500, `${between} ms`);
    assert.ok(took > 9_900 && took < 12_000, `${took} ms`);
    assert.deepEqual([step.conclusion, step.signal], ['cancelled', 'SIGKILL']);
  });

  test('a step that ends at SIGINT is cancelled at once', async (t) => {
    const running = startStep(
      t,
      stepOf(
        t,
        "process.on('SIGINT', () => process.exit(0)); setInterval(() => undefined, 1000); console.log('ready');",
      ),
    );
    while (!running.output().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
    const started = performance.now();
    const step = await running.cancel();
    assert.ok(performance.now() - started < 2_000);
    assert.deepEqual([step.conclusion, step.exitCode], ['cancelled', 0]);
  });

  test('runs post in a process of its own, with the state of main and files of its own', async (t) => {
    const main = `
      appendFileSync(env.GITHUB_STATE, 'place=here\\nMany<<E\\n1\\n2\\nE\\n');
      appendFileSync(env.GITHUB_OUTPUT, 'verdict=pass\\n');
      appendFileSync(env.GITHUB_ENV, 'LATER=yes\\n');
      appendFileSync(env.GITHUB_STEP_SUMMARY, 'main');`;
    const post = programOf(t, `appendFileSync(env.GITHUB_STEP_SUMMARY, 'post'); ${READ_ENV}`);
    const done = await runWithPost(t, { ...stepOf(t, main), post });
    const env = environmentOf(done.post?.stdout ?? '');
    assert.deepEqual(
      [env['STATE_place'], env['STATE_Many'], env['LATER'], env['RUNNER_TEMP'], env['INPUT_REVIEW']],
      ['here', '1\n2', 'yes', done.main.place.temp, 'required'],
    );
    assert.deepEqual([done.main.summary, done.post?.summary], ['main', 'post']);
    assert.deepEqual([done.main.outputs, done.post?.outputs], [{ verdict: 'pass' }, {}]);
  });

  test('runs post after a main that failed, was killed or was cancelled, as its condition says', async (t) => {
    const post = programOf(t, 'process.exitCode = 0;');
    const wait =
      "appendFileSync(env.GITHUB_STATE, 'a=1\\n'); console.log('ready'); setInterval(() => undefined, 1000);";
    const ended = async (end: (pid: number, cancel: () => Promise<unknown>) => unknown) => {
      const options = { ...stepOf(t, wait), post };
      const running = startStep(t, options);
      while (!running.output().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
      await end(running.pid, () => running.cancel());
      return { options, main: await running.result };
    };
    const killed = await ended((pid) => process.kill(pid, 'SIGKILL'));
    const cancelled = await ended((_, cancel) => cancel());
    assert.deepEqual([killed.main.conclusion, cancelled.main.conclusion], ['failure', 'cancelled']);
    for (const { options, main } of [killed, cancelled]) {
      assert.deepEqual(main.state, { a: '1' });
      assert.equal((await runPost(t, { ...options, postIf: 'always()' }, main))?.exitCode, 0);
      assert.equal(await runPost(t, { ...options, postIf: 'success()' }, main), null);
    }
    const only = { ...cancelled.options, postIf: 'success() || cancelled()' };
    assert.notEqual(await runPost(t, only, cancelled.main), null);
    assert.equal(await runPost(t, { ...only, postIf: '!cancelled()' }, cancelled.main), null);
    await assert.rejects(runPost(t, { ...only, postIf: "runner.os == 'Linux'" }, cancelled.main));
  });
});
