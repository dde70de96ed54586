import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { makeRepository } from './make-repository.ts';

test('a pull request brings what its head has and its base has not', async (t) => {
  const git = makeRepository(t);
  const old = git.commit({ f: 'a\n' });
  const base = git.commit({ f: 'b\n' });
  const first = git.commit({ f: 'c\n' }, { branch: 'topic', parents: [base] });
  const side = git.commit({ g: 'd\n' }, { branch: 'side', parents: [base] });
  const head = git.commit({ h: 'e\n' }, { branch: 'topic', parents: [first, side] });
  const gone = git.commit({ i: 'f\n' }, { branch: 'gone', parents: [first] });
  const repository = gitRepository({ directory: git.directory, fetch: 'never' });
  t.after(() => repository.close());
  const range = await repository.resolveRange(base, head);
  for (const commit of [head, first, side]) assert.equal(await repository.brings(range, commit), true);
  for (const commit of [old, base, gone, first.slice(0, 12), '', '0'.repeat(40)])
    assert.equal(await repository.brings(range, commit), false, commit);
});
