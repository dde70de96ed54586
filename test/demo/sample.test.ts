import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeSample } from '../../src/demo/make-sample.ts';
import { findMistakes } from '../../src/demo/reviewer/matchers.ts';
import { BASE } from '../../src/demo/sample/base.ts';
import { CLAIMS, CLEAN, INVENTED } from '../../src/demo/sample/claims.ts';
import { CHANGED } from '../../src/demo/sample/head.ts';

const HEAD: Readonly<Record<string, string>> = { ...BASE, ...CHANGED };

async function withSample(use: (sample: Awaited<ReturnType<typeof makeSample>>) => Promise<void>) {
  const directory = await mkdtemp(join(tmpdir(), 'sample-'));
  try {
    await use(await makeSample(join(directory, 'repo')));
  } finally {
    await rm(directory, { recursive: true });
  }
}

const linesOf = (content: string) => content.split('\n');
const numbered = (content: string) => linesOf(content).map((text, index) => ({ number: index + 1, text }));

test('the commit ids are the same on every machine', async () => {
  await withSample(async ({ base, head }) => {
    assert.equal(base, 'd6e25d4645b1663c27c509150c146a1f569fd984');
    assert.equal(head, 'bfcfa0fedc074534a56e58fe76f23f8fbbc27acb');
  });
});

test('the settings and the environment of a person who runs it change nothing', async () => {
  const before = { ...process.env };
  Object.assign(process.env, {
    GIT_AUTHOR_NAME: 'Somebody Else',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'commit.gpgSign',
    GIT_CONFIG_VALUE_0: 'true',
    GIT_DIR: '/nonexistent',
  });
  try {
    await withSample(async ({ head }) => assert.equal(head, 'bfcfa0fedc074534a56e58fe76f23f8fbbc27acb'));
  } finally {
    for (const name of Object.keys(process.env))
      if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  }
});

test('the repository holds exactly the two trees, and the pull request changes exactly its five files', async () => {
  await withSample(async ({ repo, base, head }) => {
    const git = (...args: string[]) =>
      execFileSync('/usr/bin/git', ['-C', repo, ...args], { encoding: 'utf8' });
    const names = (commit: string) => git('ls-tree', '-r', '--name-only', commit).trim().split('\n');
    assert.deepEqual(names(base), Object.keys(BASE).toSorted());
    assert.deepEqual(names(head), Object.keys(HEAD).toSorted());
    for (const [path, content] of Object.entries(HEAD)) assert.equal(git('show', `${head}:${path}`), content);
    const changed = git('diff', '--name-only', base, head).trim().split('\n');
    assert.deepEqual(changed, Object.keys(CHANGED).toSorted());
  });
});

test('an earlier sample is replaced, and any other directory is left alone', async () => {
  await withSample(async ({ repo, head }) => {
    await writeFile(join(repo, 'left-over'), 'x');
    assert.equal((await makeSample(repo)).head, head);
    await assert.rejects(() => readFile(join(repo, 'left-over')), { code: 'ENOENT' });
  });
  const mine = await mkdtemp(join(tmpdir(), 'mine-'));
  try {
    await writeFile(join(mine, 'thesis.txt'), 'ten years');
    await assert.rejects(() => makeSample(mine), { code: 'usage' });
    assert.equal(await readFile(join(mine, 'thesis.txt'), 'utf8'), 'ten years');
  } finally {
    await rm(mine, { recursive: true });
  }
});

test('each problem that the sample claims stands on its line, and the pull request brings it', () => {
  for (const { path, line, evidence } of CLAIMS) {
    assert.equal(linesOf(CHANGED[path] ?? '')[line - 1], evidence, `${path}:${line}`);
    assert.equal(linesOf(BASE[path] ?? '').includes(evidence), false, `${path} has it at the base`);
  }
});

test('the fixed patterns find the claimed problems and nothing else, at the base nothing at all', () => {
  const found = Object.entries(HEAD).flatMap(([path, content]) => findMistakes(path, numbered(content)));
  const claimed = CLAIMS.filter(({ source }) => source === 'agent');
  assert.deepEqual(
    found.map(({ path, evidence, category }) => `${path} ${category} ${evidence}`).toSorted(),
    claimed.map(({ path, evidence, name }) => `${path} ${name} ${evidence}`).toSorted(),
  );
  assert.deepEqual(
    Object.entries(BASE).flatMap(([path, content]) => findMistakes(path, numbered(content))),
    [],
  );
});

test('one reported line number is off, so that there is something to move, and the evidence occurs once', () => {
  const off = CLAIMS.filter(({ source }) => source === 'agent').filter(({ path, line }) =>
    findMistakes(path, numbered(HEAD[path] ?? '')).some(({ startLine }) => startLine !== line),
  );
  assert.deepEqual(
    off.map(({ path }) => path),
    ['src/checkout/capture-payment.ts'],
  );
  for (const { path, evidence } of off) {
    assert.equal(linesOf(HEAD[path] ?? '').filter((text) => text === evidence).length, 1);
  }
});

test('no file has the invented line, and the clean file is changed', () => {
  for (const content of [...Object.values(BASE), ...Object.values(HEAD)]) {
    assert.equal(content.includes(INVENTED.trim()), false);
  }
  assert.notEqual(HEAD[CLEAN], BASE[CLEAN]);
  assert.equal(
    CLAIMS.some(({ path }) => path === CLEAN),
    false,
  );
});
