import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runLoad } from './load.ts';

test('50 agents, many of which vanish, before a provider that stalls, breaks off and lies leave nothing behind', async () => {
  const { requests, told, used, before, after, left, isWell } = await runLoad({
    seconds: 4,
    streams: 50,
    seed: 20_261_120,
  });
  assert.ok(isWell);
  assert.ok(requests > 100, `${requests} requests`);
  assert.ok((told.get('forwarded') ?? 0) > 20 && (told.get('the agent hung up') ?? 0) > 5);
  assert.equal(left, 0, 'connections to the provider');
  assert.ok(after.descriptors <= before.descriptors, `${after.descriptors} after ${before.descriptors}`);
  assert.ok(used[1] < used[0] + 5, `${used[1]} MiB in use after ${used[0]}`);
});
