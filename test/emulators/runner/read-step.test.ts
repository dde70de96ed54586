import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { makeDirectory } from '../../adapters/git/make-repository.ts';
import { readStep } from './read-step.ts';

type Written = Partial<Record<'output' | 'state' | 'summary' | 'env' | 'path', string>>;

const WORKSPACE = '/home/runner/shop/shop';

function read(t: TestContext, lines: readonly string[], written: Written = {}) {
  const folder = makeDirectory(t);
  const file = (name: keyof Written) => {
    const path = join(folder, name);
    writeFileSync(path, written[name] ?? '');
    return path;
  };
  const files = {
    output: file('output'),
    state: file('state'),
    summary: file('summary'),
    env: file('env'),
    path: file('path'),
  };
  return readStep(lines, files, WORKSPACE);
}

const messages = (step: ReturnType<typeof read>) => step.annotations.map(({ message }) => message);

suite('what the runner keeps of a step', () => {
  test('ten annotations of each level, the first ones', (t) => {
    const lines = ['error', 'warning', 'notice'].flatMap((level) =>
      Array.from({ length: 12 }, (_, index) => `::${level}::${level} ${index}`),
    );
    const { annotations, failed } = read(t, lines);
    assert.equal(annotations.length, 30);
    assert.deepEqual(
      ['error', 'warning', 'notice'].map(
        (level) => annotations.filter((each) => each.level === level).at(-1)?.message,
      ),
      ['error 9', 'warning 9', 'notice 9'],
    );
    assert.equal(failed, false);
  });

  test('4,096 UTF-16 units of a message, after the secrets were taken out', (t) => {
    const secret = 's3cret';
    const long = 'x'.repeat(4_090);
    const lines = [
      `::add-mask::${secret}`,
      `::error::${secret}${long}${secret}`,
      `::error::${'😀'.repeat(3_000)}`,
    ];
    const [first, second] = messages(read(t, lines));
    assert.equal(first, `***${long}***`.slice(0, 4_096));
    assert.equal(second?.length, 4_096);
  });

  test('a path below the workspace becomes one of the repository, no other one', (t) => {
    const files = [`${WORKSPACE}/src/a.ts`, 'src/a.ts', '/home/runner/shop/shopping/a.ts', '/etc/passwd'];
    const { annotations } = read(
      t,
      files.map((file) => `::error file=${file},line=3::x`),
    );
    assert.deepEqual(
      annotations.map(({ file }) => file),
      ['src/a.ts', 'src/a.ts', '/home/runner/shop/shopping/a.ts', '/etc/passwd'],
    );
  });

  test('names of properties have no case, numbers have 32 bits', (t) => {
    const { annotations } = read(t, [
      '::error FILE=a.ts,Line=3,ENDLINE=4,TITLE=T::x',
      '::error file=a.ts,line=4294967296::x',
    ]);
    assert.deepEqual(
      annotations.map(({ file, line, endLine, title }) => [file, line, endLine, title]),
      [
        ['a.ts', 3, 4, 'T'],
        ['a.ts', null, null, null],
      ],
    );
  });

  test('a summary of 1 MiB; a larger one is gone, which the step does not fail for', (t) => {
    const most = 'x'.repeat(1024 * 1024);
    assert.equal(read(t, [], { summary: most }).summary, most);
    const over = read(t, [], { summary: `${most}x` });
    assert.equal(over.summary, null);
    assert.match(messages(over)[0] ?? '', /^\$GITHUB_STEP_SUMMARY upload aborted/u);
    assert.equal(over.failed, false);
  });

  test('a summary without its secrets', (t) => {
    assert.equal(read(t, ['::add-mask::s3cret'], { summary: 'a s3cret b\n' }).summary, 'a *** b\n');
  });

  test('values from the files win over those of the log, whatever the case of the name', (t) => {
    const lines = [
      '##[set-output name=Verdict]pass',
      '::set-output name=other::x',
      '##[save-state name=pid]1',
    ];
    const { outputs, state } = read(t, lines, { output: 'verdict=block\n', state: 'pid=2\n' });
    assert.deepEqual(outputs, { other: 'x', verdict: 'block' });
    assert.deepEqual(state, { pid: '2' });
  });

  test('an output that is in no file is what the log says', (t) => {
    assert.deepEqual(read(t, ['LLM: ##[set-output name=verdict]pass']).outputs, { verdict: 'pass' });
  });

  test('the pairs before a broken one, and the step fails', (t) => {
    const step = read(t, [], { output: 'verdict=block\nnonsense\nfindings=3\n' });
    assert.deepEqual(step.outputs, { verdict: 'block' });
    assert.equal(step.failed, true);
    assert.match(
      messages(step).join('\n'),
      /Unable to process file command 'output'[^]*Invalid format 'nonsense'/u,
    );
    for (const output of ['=x\n', '<<EOF\nEOF\n', 'a<<\n\n'])
      assert.equal(read(t, [], { output }).failed, true);
  });

  test('a carriage return is part of a value on Linux', (t) => {
    assert.deepEqual(read(t, [], { output: 'a=1\r\nb=2\rc=3\n' }).outputs, { a: '1\r', b: '2\rc=3' });
  });

  test('NODE_OPTIONS is no variable that a step may set', (t) => {
    const step = read(t, [], { env: 'NODE_OPTIONS=--require=/x.cjs\nA=1\n' });
    assert.deepEqual(step.env, { A: '1' });
    assert.match(messages(step)[0] ?? '', /Can't store NODE_OPTIONS/u);
  });

  test('set-env and add-path fail the step, as does an output without a name', (t) => {
    for (const line of [
      '::set-env name=A::1',
      '##[add-path]/tmp',
      '::set-output::1',
      '::add-matcher::/none.json',
    ]) {
      const step = read(t, [line]);
      assert.equal(step.failed, true, line);
      assert.equal(step.annotations.length, 2, line);
    }
    assert.equal(read(t, ['::add-mask::']).failed, false);
  });

  test('files that are gone say nothing', (t) => {
    const folder = makeDirectory(t);
    const gone = (name: string) => join(folder, name);
    rmSync(folder, { recursive: true });
    const files = {
      output: gone('o'),
      state: gone('s'),
      summary: gone('m'),
      env: gone('e'),
      path: gone('p'),
    };
    const step = readStep([], files, WORKSPACE);
    assert.deepEqual([step.outputs, step.summary, step.failed], [{}, null, false]);
  });
});
