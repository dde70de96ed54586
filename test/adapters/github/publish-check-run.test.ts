import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { GateError } from '../../../src/errors.ts';
import { undecided } from '../../../src/gate/settle.ts';
import { badGateway, dropped, type Fault, meanwhile } from '../../emulators/github/faults.ts';
import type { GithubOptions } from '../../emulators/github/start-github.ts';
import { JOB_TOKEN, READ_ONLY } from '../../emulators/github/tokens.ts';
import { openQuick } from './api-server.ts';
import { found, publisherOf, publishSetting } from './publish-setting.ts';

const ONLY_CHECKS = { wishes: { 'check-run': 'named', 'review-comments': 'off' } } as const;

async function open(t: TestContext, options: GithubOptions = {}) {
  const setting = await publishSetting(t, options);
  const publish: typeof setting.publish = (all, changed, legs) =>
    setting.publish(all, { ...ONLY_CHECKS, ...changed }, legs);
  return { ...setting, publish };
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    found(`m${index}`, {
      severity: index % 10 === 0 ? 'high' : 'low',
      startLine: 1 + (index % 3),
      endLine: 1 + (index % 3),
    }),
  );

suite('the check run', () => {
  test('is made with its conclusion, its texts and its annotations on the lines of the head', async (t) => {
    const setting = await open(t);
    const all = [
      found('alpha', { startLine: 2, endLine: 3 }),
      found('mild', { severity: 'medium' }),
      found('note', { severity: 'info' }),
      found('gone', { path: 'src/cart.ts', startLine: 10, endLine: 10, side: 'base' }),
      found('file', { startLine: 0, endLine: 0 }),
    ];
    const [result] = await setting.publish(all);
    assert.deepEqual([result?.outcome, result?.count], ['published', 4]);
    const [run, ...more] = setting.github.state.checkRuns;
    assert.equal(more.length, 0);
    assert.deepEqual(
      [run?.name, run?.headSha, run?.status, run?.conclusion],
      ['review-gate', setting.head, 'completed', 'failure'],
    );
    assert.deepEqual(
      run?.annotations.map((one) => [
        one['annotation_level'],
        one['path'],
        one['start_line'],
        one['end_line'],
      ]),
      [
        ['failure', 'src/new.ts', 2, 3],
        ['warning', 'src/new.ts', 1, 1],
        ['notice', 'src/new.ts', 1, 1],
      ],
    );
    assert.match(run?.summary ?? '', /2 more places with findings/u);
    assert.match(run?.text ?? '', /gone[^]*removed line 10|removed line 10[^]*gone/u);
    assert.deepEqual(setting.github.problems, []);
  });

  test('an inconclusive verdict is a failure, because neutral and skipped checks count as passed', async (t) => {
    const setting = await open(t);
    await setting.publish([], {}, { reviewFailed: true });
    await setting.publish([]);
    assert.deepEqual(
      setting.github.state.checkRuns.map(({ conclusion }) => conclusion),
      ['failure', 'success'],
    );
  });

  test('more annotations than a request holds are appended, worst first, up to a number that is said', async (t) => {
    const setting = await open(t);
    const [result] = await setting.publish(many(400));
    const [run] = setting.github.state.checkRuns;
    assert.equal(run?.annotations.length, 250);
    assert.equal(result?.count, 251);
    assert.deepEqual(
      run?.annotations.slice(0, 41).map((one) => one['annotation_level']),
      [...Array.from({ length: 40 }, () => 'failure'), 'notice'],
    );
    assert.match(run?.summary ?? '', /150 more places/u);
    assert.ok(setting.github.requests.length <= 7);
    assert.ok(
      setting.github.requests.every(
        ({ body }) =>
          ((body as { output?: { annotations?: [] } } | null)?.output?.annotations?.length ?? 0) <= 50,
      ),
    );
  });

  for (const on of ['checks/create', 'checks/update']) {
    for (const [what, fault] of [
      ['a 502 after it took effect', badGateway({ effect: true })],
      ['a 502 before it took effect', badGateway({ effect: false })],
      ['a cut connection after it took effect', dropped({ effect: true })],
    ] as const) {
      test(`is there once, with each annotation once, when ${on} ended with ${what}`, async (t) => {
        const setting = await open(t, { faults: [{ on, mishap: fault }] });
        const [result] = await setting.publish(many(120));
        assert.equal(result?.failure, null);
        assert.deepEqual(
          setting.github.state.checkRuns.map(({ annotations }) => annotations.length),
          [120],
        );
      });
    }
  }

  test('a second publication of one run changes the check run and repeats no annotation', async (t) => {
    const setting = await open(t);
    const publisher = publisherOf(setting.github, setting.head, ONLY_CHECKS);
    const outcome = await setting.outcomeOf([found('mild', { severity: 'low' })]);
    await publisher.publish(outcome);
    await publisher.publish({ ...outcome, verdict: 'inconclusive' });
    const [run, ...more] = setting.github.state.checkRuns;
    assert.deepEqual([more.length, run?.conclusion, run?.annotations.length], [0, 'failure', 1]);
    assert.match(run?.title ?? '', /inconclusive/u);
  });

  test('a check run that is not what was written costs the pass', async (t) => {
    const setting = await open(t, {
      faults: [
        {
          on: 'checks/get',
          nth: 'every',
          mishap: {
            answer: {
              status: 200,
              body: {
                id: 1,
                external_id: 'x',
                conclusion: 'success',
                app: null,
                output: { annotations_count: 0 },
              },
            },
            effect: false,
          },
        },
      ],
    });
    const [result] = await setting.publish([found('alpha')]);
    assert.deepEqual([result?.outcome, result?.failure?.code], ['failed', 'publish-failed']);
  });

  /** The check run as it is, but for the annotations that were not counted yet. */
  const uncounted = {
    id: 1,
    external_id: 'x',
    conclusion: 'failure',
    app: null,
    output: { annotations_count: 0 },
  };

  for (const [looks, outcome] of [
    [[1, 2, 3], 'published'],
    ['every', 'failed'],
  ] as const) {
    test(`annotations that are not counted at ${looks === 'every' ? 'any look' : 'the first looks'}: ${outcome}`, async (t) => {
      const mishap = { answer: { status: 200, body: uncounted }, effect: false };
      const setting = await open(t, { faults: [{ on: 'checks/get', nth: looks, mishap }] });
      const [result] = await setting.publish([found('alpha')]);
      assert.equal(result?.outcome, outcome);
      if (outcome === 'failed') assert.match(result?.failure?.message ?? '', /annotations are missing/u);
      assert.equal(setting.github.requests.filter(({ operation }) => operation === 'checks/get').length, 4);
    });
  }

  test('a token that may not write it is told which permission is missing', async (t) => {
    const setting = await open(t, { permissions: READ_ONLY });
    const [named] = await setting.publish([]);
    assert.deepEqual([named?.outcome, named?.failure?.code], ['failed', 'publish-failed']);
    const [auto] = await setting.publish([], { wishes: { 'check-run': 'auto', 'review-comments': 'off' } });
    assert.deepEqual([auto?.outcome, auto?.failure], ['skipped', null]);
    assert.match(auto?.note ?? '', /"checks: write"/u);
  });

  test('an API that cannot be reached costs nothing unless it was asked for by name', async (t) => {
    const setting = await open(t, {
      faults: [{ on: '*', nth: 'every', mishap: badGateway({ effect: false }) }],
    });
    const [auto] = await setting.publish([], { wishes: { 'check-run': 'auto', 'review-comments': 'off' } });
    assert.deepEqual([auto?.outcome, auto?.failure], ['failed', null]);
    const [named] = await setting.publish([]);
    assert.deepEqual([named?.outcome, named?.failure?.code], ['failed', 'publish-failed']);
    const [none] = await setting.publish([], { api: null });
    assert.equal(none?.failure?.code, 'publish-failed');
  });
});

const CREATE = 'POST /repos/{owner}/{repo}/check-runs';
const INTERRUPTED = new GateError('interrupted', 'It was cancelled.');

/** A run that passes and is cancelled while, or after, its check run is made. */
async function cancelled(t: TestContext, way: 'in the request' | 'after it', hasLate: boolean) {
  const controller = new AbortController();
  const end = () => controller.abort(INTERRUPTED);
  const faults: Fault[] = way === 'in the request' ? [{ on: CREATE, mishap: meanwhile(end) }] : [];
  const setting = await open(t, { faults });
  const { signal } = controller;
  const publisher = publisherOf(setting.github, setting.head, {
    ...ONLY_CHECKS,
    api: openQuick(setting.github.url, { token: JOB_TOKEN, signal }),
    signal,
    ...(hasLate ? { openLate: () => openQuick(setting.github.url, { token: JOB_TOKEN }) } : {}),
  });
  const passed = await setting.outcomeOf([]);
  assert.equal(passed.verdict, 'pass');
  const [first] = await publisher.publish(passed);
  if (way === 'after it') end();
  else assert.equal(first?.failure?.code, 'interrupted');
  const [last] = await publisher.publish(undecided(INTERRUPTED, passed));
  return { last, runs: setting.github.state.checkRuns.map(({ conclusion }) => conclusion) };
}

suite('the check run of a run that was cancelled', () => {
  for (const way of ['in the request', 'after it'] as const) {
    test(`does not stay green: ${way}`, async (t) => {
      const { last, runs } = await cancelled(t, way, true);
      assert.deepEqual(runs, ['failure']);
      assert.equal(last?.outcome, 'published');
      // What would have stayed without the late client.
      assert.deepEqual((await cancelled(t, way, false)).runs, ['success']);
    });
  }

  test('is not made when none was begun', async (t) => {
    const setting = await open(t);
    const signal = AbortSignal.abort(INTERRUPTED);
    const openLate = () => assert.fail('nothing is to be taken back');
    const publisher = publisherOf(setting.github, setting.head, { ...ONLY_CHECKS, signal, openLate });
    const [result] = await publisher.publish(undecided(INTERRUPTED, await setting.outcomeOf([])));
    assert.deepEqual([result?.outcome, setting.github.requests.length], ['skipped', 0]);
  });
});
