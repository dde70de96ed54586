import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { GithubRefusal } from '../../../src/adapters/github/github-api.ts';
import { GateError } from '../../../src/errors.ts';
import { answer, openQuick, startServer } from './api-server.ts';

const ROUTE = '/repos/{owner}/{repo}/thing';
const FILL = { owner: 'acme', repo: 'shop' };
const Thing = z.object({ id: z.int() });

const refusedWith = (status: number) => (error: unknown) =>
  error instanceof GithubRefusal && error.status === status;

suite('the client of GitHub', () => {
  test('names itself, sends its token and encodes what fills a route', async (t) => {
    const { url, seen } = await startServer(t, (response) => answer(response, 200, { id: 1 }));
    const api = openQuick(`${url}/api/v3/`);
    assert.deepEqual(await api.read(ROUTE, { ...FILL, repo: 'a/../b', q: 'x y' }, Thing), { id: 1 });
    assert.equal(seen[0]?.path, '/api/v3/repos/acme/a%2F..%2Fb/thing?q=x%20y');
    assert.equal(seen[0]?.headers.authorization, 'token ghs_token');
    assert.match(seen[0]?.headers['user-agent'] ?? '', /^opencode-review-gate\/0\.0\.0 /u);
    assert.equal(api.count(), 1);
  });

  for (const [what, play] of [
    ['a 502', (response) => answer(response, 502, { message: 'Server Error' })],
    ['a connection that is cut', (response) => response.destroy()],
  ] as const satisfies readonly [string, (response: ServerResponse) => unknown][]) {
    test(`repeats a read, a change and a deletion after ${what}, but never what creates or adds`, async (t) => {
      const { url, seen } = await startServer(t, (response, nth) =>
        nth % 2 === 1 ? play(response) : answer(response, 200, { id: 7 }),
      );
      const api = openQuick(url);
      await api.read(ROUTE, FILL, Thing);
      await api.change('PATCH', ROUTE, FILL, Thing);
      await api.change('DELETE', ROUTE, FILL, Thing);
      assert.equal(seen.length, 6);
      const status = what === 'a 502' ? 502 : 0;
      await assert.rejects(api.create(ROUTE, FILL, Thing), refusedWith(status));
      assert.equal(seen.length, 7);
      await api.create(ROUTE, FILL, Thing);
      await assert.rejects(api.append(ROUTE, FILL, Thing), refusedWith(status));
      assert.equal(seen.length, 9);
    });
  }

  test('asks a server that never answers three times at first, and once from then on', async (t) => {
    let isSilent = true;
    const { url, seen } = await startServer(t, (response) =>
      isSilent ? response.destroy() : answer(response, 200, { id: 7 }),
    );
    const api = openQuick(url);
    await assert.rejects(api.read(ROUTE, FILL, Thing), refusedWith(0));
    assert.equal(seen.length, 3);
    await assert.rejects(api.read(ROUTE, FILL, Thing), refusedWith(0));
    assert.equal(seen.length, 4);
    // Whoever asks for another part of the run knows it too.
    await assert.rejects(api.within(30_000).read(ROUTE, FILL, Thing), refusedWith(0));
    assert.equal(seen.length, 5);
    isSilent = false;
    await api.read(ROUTE, FILL, Thing);
    assert.deepEqual([seen.length, api.count()], [6, 6]);
  });

  test('gives up at once where a repetition would change nothing', async (t) => {
    for (const status of [401, 403, 404, 422]) {
      const { url, seen } = await startServer(t, (response) => answer(response, status, { message: 'No.' }));
      await assert.rejects(openQuick(url).read(ROUTE, FILL, Thing), refusedWith(status));
      assert.equal(seen.length, 1);
    }
  });

  const secondary = { message: 'You have exceeded a secondary rate limit. Please wait.' };
  for (const status of [403, 429]) {
    test(`waits as long as a ${status} for a secondary limit says, also before it creates`, async (t) => {
      const { url, seen } = await startServer(t, (response, nth) =>
        nth === 1
          ? answer(response, status, secondary, { 'retry-after': '20' })
          : answer(response, 201, { id: 2 }),
      );
      const before = performance.now();
      assert.deepEqual(await openQuick(url).create(ROUTE, FILL, Thing), { id: 2 });
      assert.ok(performance.now() - before >= 195, 'twenty seconds of a hundredth each');
      assert.equal(seen.length, 2);
    });
  }

  test('waits until the primary limit is reset', async (t) => {
    const reset = String(Math.ceil(Date.now() / 1000) + 3);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    const { url, seen } = await startServer(t, (response, nth) =>
      nth === 1
        ? answer(response, 403, { message: 'API rate limit exceeded' }, headers)
        : answer(response, 200, { id: 3 }),
    );
    await openQuick(url).read(ROUTE, FILL, Thing);
    assert.equal(seen.length, 2);
  });

  test('does not wait for a limit that outlasts the run', async (t) => {
    const { url, seen } = await startServer(t, (response) =>
      answer(response, 429, secondary, { 'retry-after': '3600' }),
    );
    const before = performance.now();
    const api = openQuick(url, { deadline: Date.now() + 10_000 });
    await assert.rejects(api.create(ROUTE, FILL, Thing), refusedWith(429));
    assert.ok(performance.now() - before < 1_000);
    assert.equal(seen.length, 1);
  });

  test('a part of the run has its own end, and no later one than the run', async (t) => {
    const { url, seen } = await startServer(t, () => undefined);
    const started = performance.now();
    await assert.rejects(openQuick(url).within(100).read(ROUTE, FILL, Thing), refusedWith(0));
    const over = openQuick(url, { deadline: Date.now() - 1 });
    await assert.rejects(over.within(60_000).read(ROUTE, FILL, Thing), refusedWith(0));
    assert.ok(performance.now() - started < 20_000);
    assert.equal(seen.length, 1);
  });

  test('ends a request that is still open when the time is over, or when the run is ended', async (t) => {
    const { url } = await startServer(t, () => undefined);
    const late = openQuick(url, { deadline: Date.now() + 100 });
    await assert.rejects(late.read(ROUTE, FILL, Thing), refusedWith(0));
    await assert.rejects(late.read(ROUTE, FILL, Thing), /time is over/u);
    const controller = new AbortController();
    const ended = openQuick(url, { signal: controller.signal }).create(ROUTE, FILL, Thing);
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(ended, refusedWith(0));
  });

  test('follows no redirect: the token goes nowhere else', async (t) => {
    const other = await startServer(t, (response) => answer(response, 200, { id: 1 }));
    const { url } = await startServer(t, (response) =>
      answer(response, 302, {}, { location: `${other.url}/steal` }),
    );
    await assert.rejects(openQuick(url).read(ROUTE, FILL, Thing), refusedWith(302));
    assert.equal(other.seen.length, 0);
    const followed = await fetch(url);
    assert.equal(followed.status, 200, 'a client that follows goes there');
    assert.equal(other.seen.length, 1);
  });

  test('reads a list page by page, as far as it is asked to', async (t) => {
    const { url, seen } = await startServer(t, (response, nth) =>
      answer(
        response,
        200,
        Array.from({ length: nth < 3 ? 100 : 20 }, (_, id) => ({ id })),
        nth < 3 ? { link: '<http://127.0.0.1/next>; rel="next"' } : {},
      ),
    );
    assert.equal((await openQuick(url).list(ROUTE, FILL, Thing, 1_000)).length, 220);
    assert.deepEqual(
      seen.map(({ path }) => path.split('?')[1]),
      ['per_page=100&page=1', 'per_page=100&page=2', 'per_page=100&page=3'],
    );
    const few = await startServer(t, (response) =>
      answer(
        response,
        200,
        Array.from({ length: 100 }, (_, id) => ({ id })),
        { link: '<x>; rel="next"' },
      ),
    );
    assert.equal((await openQuick(few.url).list(ROUTE, FILL, Thing, 150)).length, 150);
    assert.equal(few.seen.length, 2);
  });

  test('a list whose pages are empty and never end has an end', async (t) => {
    const { url, seen } = await startServer(t, (response) =>
      answer(response, 200, [], { link: '<x>; rel="next"' }),
    );
    assert.deepEqual(await openQuick(url).list(ROUTE, FILL, Thing, 500), []);
    assert.equal(seen.length, 10);
  });

  test('an answer of another shape, or without an end, is no answer', async (t) => {
    const wrong = await startServer(t, (response) => answer(response, 200, { id: 'seven' }));
    await assert.rejects(
      openQuick(wrong.url).read(ROUTE, FILL, Thing),
      (error: unknown) =>
        error instanceof GateError &&
        error.code === 'github-failed' &&
        /wrong or missing: id/u.test(error.message),
    );
    const endless = await startServer(t, (response, nth) => {
      if (nth > 1) return answer(response, 404, {});
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (response.write(Buffer.alloc(1 << 20, 0x20)));
      };
      response.on('drain', more);
      more();
    });
    await assert.rejects(openQuick(endless.url).create(ROUTE, FILL, Thing), refusedWith(0));
  });

  test('what GitHub says in a refusal is one short line without anything hidden', async (t) => {
    const { url } = await startServer(t, (response) =>
      answer(response, 404, { message: `No\n::error::x\u202e${'y'.repeat(2_000)}` }),
    );
    await assert.rejects(openQuick(url).read(ROUTE, FILL, Thing), (error: unknown) => {
      assert.ok(error instanceof GithubRefusal);
      assert.ok(error.message.length < 420);
      assert.doesNotMatch(error.message, /[\n\u202e]/u);
      return true;
    });
  });
});
