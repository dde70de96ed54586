import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { clientOf, makeSetting, refusalOf, type Setting, SHOP } from './setting.ts';

const CREATE = 'POST /repos/{owner}/{repo}/check-runs';
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

const annotations = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({
    path: 'src/cart.ts',
    start_line: index + 1,
    end_line: index + 1,
    annotation_level: 'failure' as const,
    message: 'Look here.',
    ...more,
  }));

const create = ({ octokit, head }: Setting, output: object = {}) =>
  octokit.request(CREATE, {
    ...SHOP,
    name: 'review-gate',
    head_sha: head,
    conclusion: 'failure',
    output: { title: 'Blocked', summary: 'One finding.', ...output },
  });

suite('check runs', () => {
  test('fifty annotations go into a request, and the next request adds to them', async (t) => {
    const setting = await makeSetting(t);
    const { octokit, head, github } = setting;
    const { data } = await create(setting, { annotations: annotations(50) });
    assert.deepEqual([data.status, data.conclusion, data.head_sha], ['completed', 'failure', head]);
    const output = { title: 'Blocked', summary: 'One finding.', annotations: annotations(3) };
    const patched = await octokit.request(UPDATE, { ...SHOP, check_run_id: data.id, output });
    assert.equal(patched.data.output.annotations_count, 53);
    const page = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
      ...SHOP,
      check_run_id: data.id,
      per_page: 100,
    });
    assert.equal(page.data.length, 53);
    assert.deepEqual(github.problems, []);
    const { status } = await refusalOf(create(setting, { annotations: annotations(51) }));
    assert.equal(status, 422);
    assert.match(github.problems.join('\n'), /must NOT have more than 50 items/u);
    assert.equal(github.state.checkRuns.length, 1);
  });

  test('summary and text have 65,535 characters at most', async (t) => {
    const setting = await makeSetting(t);
    await create(setting, { summary: 'x'.repeat(65_535), text: 'x'.repeat(65_535) });
    for (const output of [{ summary: 'x'.repeat(65_536) }, { text: 'x'.repeat(65_536) }]) {
      const { status, message } = await refusalOf(create(setting, output));
      assert.equal(status, 422);
      assert.match(message, /must NOT have more than 65535 characters/u);
    }
    assert.equal(setting.github.state.checkRuns.length, 1);
  });

  test('an annotation is within its own limits', async (t) => {
    const setting = await makeSetting(t);
    const refused = [
      { message: 'x'.repeat(64 * 1024 + 1) },
      { raw_details: 'x'.repeat(64 * 1024 + 1) },
      { title: 'x'.repeat(256) },
      { start_line: 2, end_line: 1 },
      { start_line: 1, end_line: 2, start_column: 1 },
      { start_line: 0, end_line: 1 },
    ];
    for (const more of refused)
      assert.equal((await refusalOf(create(setting, { annotations: annotations(1, more) }))).status, 422);
    const allowed = {
      title: 'x'.repeat(255),
      message: 'x'.repeat(64 * 1024),
      start_column: 1,
      end_column: 4,
    };
    await create(setting, { annotations: annotations(1, allowed) });
    assert.deepEqual(setting.github.problems, []);
  });

  test('a run that is completed has a conclusion', async (t) => {
    const { octokit, head, github } = await makeSetting(t);
    const body = { ...SHOP, name: 'review-gate', head_sha: head };
    const { status } = await refusalOf(octokit.request(CREATE, { ...body, status: 'completed' } as never));
    assert.equal(status, 422);
    const { data } = await octokit.request(CREATE, { ...body, status: 'in_progress' });
    assert.deepEqual([data.status, data.conclusion, data.completed_at], ['in_progress', null, null]);
    const done = await octokit.request(UPDATE, { ...SHOP, check_run_id: data.id, conclusion: 'success' });
    assert.deepEqual([done.data.status, done.data.conclusion], ['completed', 'success']);
    assert.equal(github.state.checkRuns.length, 1);
  });

  test('the commit is there', async (t) => {
    const setting = await makeSetting(t);
    const refusal = await refusalOf(create({ ...setting, head: 'f'.repeat(40) }));
    assert.deepEqual([refusal.status, setting.github.state.checkRuns], [422, []]);
  });

  test('only the App that made a run changes it, and nobody the run of a job', async (t) => {
    const other = { kind: 'app', slug: 'other', id: 4, permissions: { checks: 'write' } } as const;
    const setting = await makeSetting(t, { tokens: { ghs_other: other } });
    const { octokit, github } = setting;
    const { data } = await create(setting);
    const patch = { ...SHOP, check_run_id: data.id, conclusion: 'success' } as const;
    const { status, message } = await refusalOf(clientOf(github, 'ghs_other').request(UPDATE, patch));
    assert.equal(status, 403);
    assert.match(message, /only be modified by the GitHub App that created it/u);
    const [run] = github.state.checkRuns;
    assert.ok(run);
    github.state.checkRuns.push({ ...run, id: 77, ofJob: true });
    const refusal = await refusalOf(octokit.request(UPDATE, { ...patch, check_run_id: 77 }));
    assert.equal(refusal.status, 403);
    assert.match(refusal.message, /can only be updated internally by GitHub Actions/u);
    await octokit.request(UPDATE, patch);
  });

  test('a run is found by its commit, its branch and its name, the newest first', async (t) => {
    const setting = await makeSetting(t);
    const { octokit, head, base, github } = setting;
    await create(setting);
    await create(setting);
    await create({ ...setting, head: base });
    const list = async (ref: string, check_name: string) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
        ...SHOP,
        ref,
        check_name,
      });
      return [data.total_count, ...data.check_runs.map(({ id }) => id)];
    };
    const [first, second] = github.state.checkRuns.map(({ id }) => id);
    assert.deepEqual(await list(head, 'review-gate'), [2, second, first]);
    assert.deepEqual(await list('discount', 'review-gate'), [2, second, first]);
    assert.deepEqual(await list(head, 'other'), [0]);
    assert.deepEqual(github.problems, []);
  });
});
