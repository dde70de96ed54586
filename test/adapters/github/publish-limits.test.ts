import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { decideOutcome } from '../../../src/verdict/decide.ts';
import { makeRepository } from '../../emulators/../adapters/git/make-repository.ts';
import { startGithub } from '../../emulators/github/start-github.ts';
import { outcome } from '../../report/sample.ts';
import { found, publisherOf } from './publish-setting.ts';

test('10,000 findings in 3,000 files with 500 comments take at most 60 requests, push after push', async (t) => {
  const repository = makeRepository(t);
  const names = Array.from({ length: 3_000 }, (_, index) => `src/file-${index}.ts`);
  const base = repository.commit({ 'README.md': 'A shop.\n' });
  const files = Object.fromEntries(
    names.map((name, index) => [name, `${index} a\n${index} b\n${index} c\n${index} d\n`]),
  );
  const head = repository.commit(files, { branch: 'discount', parents: [base] });
  const github = await startGithub(t, { directory: repository.directory, pulls: [{ number: 7, head }] });
  const reader = gitRepository({ directory: repository.directory, fetch: 'never' });
  const change = await reader.readChange({ base, head });
  await reader.close();
  const hunks = change.files.map(({ path, hunks: all }) => ({
    path,
    hunks: all.map(({ lines: _lines, ...range }) => range),
  }));
  const findings = Array.from({ length: 10_000 }, (_, index) =>
    found(`f${index}`, {
      path: names[index % names.length] ?? '',
      startLine: 1 + (index % 4),
      endLine: 1 + (index % 4),
      message: 'm'.repeat(65_536),
      remedy: '@a '.repeat(22_000),
      suggestion: '',
    }),
  );
  const whole = decideOutcome({
    ...outcome(),
    range: { base, head },
    review: { ...outcome().review, verdict: 'block', findings },
    hunks,
  });

  const frame = {
    pull: 7,
    review: 1,
    path: names[0] ?? '',
    line: 1,
    side: 'RIGHT',
    startLine: null,
    startSide: null,
  } as const;
  for (let index = 0; index < 500; index += 1) {
    github.state.reviewComments.push({
      ...frame,
      id: github.state.nextId(),
      author: { login: 'alice', type: 'User' },
      body: 'x'.repeat(1_000),
      commit: head,
      hunk: '',
      inReplyTo: null,
      createdAt: github.state.now(),
      updatedAt: github.state.now(),
    });
  }
  for (const [push, present] of [findings, findings, findings.slice(3_000), []].entries()) {
    const before = github.requests.length;
    const results = await publisherOf(github, head).publish({
      ...whole,
      review: { ...whole.review, findings: present, verdict: 'pass' },
    });
    assert.deepEqual(
      results.map(({ failure }) => failure),
      [null, null],
    );
    const sent = github.requests.length - before;
    assert.ok(sent <= 60, `push ${push}: ${sent} requests`);
    t.diagnostic(`push ${push}: ${sent} requests`);
  }
  const ours = github.state.reviewComments.filter(({ author }) => author.type === 'Bot');
  assert.equal(new Set(ours.map(({ body }) => body)).size, ours.length, 'no duplicate');
  for (const { summary, text, annotations } of github.state.checkRuns) {
    assert.ok((summary ?? '').length <= 65_535 && (text ?? '').length <= 65_535);
    assert.ok(annotations.length <= 250);
  }
  assert.deepEqual(github.problems, []);
});
