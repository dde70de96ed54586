import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type DemoReview, runDemo } from '../../src/demo/run-demo.ts';
import { undecided } from '../../src/gate/settle.ts';

async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'demo-'));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** A gate that asks the scripted model once, writes what it is told to, and comes to no verdict. */
async function undecidedGate(review: DemoReview) {
  assert.ok(existsSync(join(review.repo, '.git')));
  const answer = await fetch(`${review.baseUrl}/chat/completions`, { method: 'POST', body: '{}' });
  assert.equal(answer.headers.get('x-scripted-model'), 'no model');
  await writeFile(review.files.trail, '{}\n');
  return { exitCode: 2, outcome: undecided({ code: 'sandbox-unavailable', message: 'No sandbox here.' }) };
}

test('a gate that does not block the sample fails the demo, which says what is missing and where the files are', async () => {
  await withDirectory(async (out) => {
    await writeFile(join(out, 'review-gate.json'), 'left by an earlier demo');
    let said = '';
    const exitCode = await runDemo({ gate: undecidedGate, out, write: (text) => (said += text) });
    assert.equal(exitCode, 2);
    assert.match(said, /Only the model is not real/);
    assert.match(said, /The verdict is inconclusive instead of block/);
    assert.match(said, /Not shown: mcp-unpinned at opencode\.json:11/);
    assert.match(said, /The json was not written/);
    assert.doesNotMatch(said, /The trail was not written/);
    assert.ok(said.includes(join(out, 'sample')));
  });
});

test('the scripted model is gone afterwards, also when the gate throws', async () => {
  await withDirectory(async (out) => {
    let url = '';
    const gate = (review: DemoReview): never => {
      url = review.baseUrl;
      throw new RangeError('broken');
    };
    await assert.rejects(
      () => runDemo({ gate: async (review) => gate(review), out, write: () => undefined }),
      {
        message: 'broken',
      },
    );
    await assert.rejects(() => fetch(url));
  });
});
