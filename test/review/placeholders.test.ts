import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { secretScanner } from '../../src/adapters/secrets/secret-scanner.ts';
import { anchorFindings } from '../../src/review/anchor.ts';
import { concealChange, concealKnown, cutKeys } from '../../src/review/conceal-change.ts';
import { openPlaceholders } from '../../src/review/placeholders.ts';
import { changedFile, changeOf, hunk } from './fixtures.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const TOKEN = ['ghp', 'aB3dE5gH7j'.repeat(4).slice(0, 36)].join('_');
const AWS = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzzzzzzzKE'].join('/');
const BEGIN = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
const END = BEGIN.replace('BEGIN', 'END');
const BODY = Array.from(
  { length: 8 },
  (_, index) => `MIIEv${index}aB3dE5gH7jK9${'qR7sT2uV'.repeat(5)}${index}xYz0`,
);
const KEY = [BEGIN, ...BODY, END].join('\n');

const open = () => openPlaceholders((texts) => secretScanner().find(texts));
const replace = async (...texts: readonly string[]) =>
  open().replaceIn(texts.map((text, index) => ({ path: `${index}.txt`, text })));

suite('placeholders', () => {
  test('stand for the same value everywhere, and for another one elsewhere', async () => {
    const other = TOKEN.replace('aB3', 'zZ9');
    assert.deepEqual(await replace(`a = "${TOKEN}"`, `x ${other}\ny ${TOKEN}`), [
      'a = "[secret 1: token of GitHub]"',
      'x [secret 2: token of GitHub]\ny [secret 1: token of GitHub]',
    ]);
  });

  test('stand also where only another text tells that it is a credential', async () => {
    const [, bare] = await replace(`AWS_SECRET_ACCESS_KEY = "${AWS}"`, `const it = "${AWS}";`);
    assert.equal(bare, 'const it = "[secret 1: secret access key of AWS]";');
  });

  test('stand for every spelling of a value', async () => {
    const spelled = [
      Buffer.from(TOKEN).toString('base64'),
      Buffer.from(`xy:${TOKEN}\n`).toString('base64'),
      Buffer.from(TOKEN).toString('hex'),
      Buffer.from(TOKEN).toString('hex').toUpperCase(),
    ].join(' ');
    const [, text] = await replace(TOKEN, spelled);
    assert.equal(text?.match(/\[secret 1: token of GitHub\]/gu)?.length, 4, text ?? '');
    assert.ok(!text?.includes(Buffer.from(TOKEN.slice(6, 30)).toString('base64')));
  });

  test('leave the lines of a key where they were, one for each', async () => {
    for (const feed of ['\n', '\r\n']) {
      const [text] = await replace(`a${feed}${KEY.replaceAll('\n', feed)}${feed}b`);
      const lines = text?.split(feed) ?? [];
      assert.equal(lines.length, 12);
      assert.deepEqual(
        [lines[0], lines[1], lines[4], lines[10], lines[11]],
        [
          'a',
          '[secret 1: private key]',
          '[secret 1: private key, line 4]',
          '[secret 1: private key, line 10]',
          'b',
        ],
      );
      for (const line of BODY) assert.ok(!text?.includes(line));
    }
  });

  test('leave the host of an address to be judged', async () => {
    assert.deepEqual(await replace("connect('postgres://app:Xk2vQ9pL7wR4@db.example.org/app')"), [
      "connect('postgres://[secret 1: user and password of a database]@db.example.org/app')",
    ]);
  });

  test('do not hide words and code that were made the password of an address', async () => {
    for (const word of [
      'database',
      'process.env.TOKEN',
      "require('child_process')",
      'a-very-long-name-of-something',
    ]) {
      const [, code] = await replace(`curl https://deploy:${word}@host.example.org/x`, `run(${word});`);
      assert.equal(code, `run(${word});`);
    }
  });

  test('are not found again, and change nothing in a text without credentials', async () => {
    const placeholders = open();
    const text = [`t = "${TOKEN}"`, KEY, 'https://deploy:Xk2vQ9pL7wR4@h.example.org/'].join('\n');
    const once = await placeholders.replaceIn([{ path: 'a', text }]);
    assert.deepEqual(await placeholders.replaceIn([{ path: 'a', text: once[0] ?? '' }]), once);
    assert.deepEqual(await replace('const a = 1;\n\ufeff\u2028'), ['const a = 1;\n\ufeff\u2028']);
  });

  test('replace long lists, and say so when a list has no end', async () => {
    const token = (index: number) => ['ghp', `${index}`.padStart(6, '0') + 'aB3dE5gH7j'.repeat(3)].join('_');
    const list = (count: number) => Array.from({ length: count }, (_, index) => token(index)).join('\n');
    const [some, many] = await replace(list(1_200), list(10_500));
    assert.equal(some?.split('\n').length, 1_200);
    assert.doesNotMatch(some ?? '', /ghp_/u);
    assert.equal(many, null);
  });

  test('cost little in twenty megabytes', async () => {
    const line = `${'const value = compute(input, 42);\n'.repeat(30_000)}${AWS}\n`;
    const texts = Array.from({ length: 20 }, (_, index) => ({
      path: `${index}.ts`,
      text: `${index}\n${line}`,
    }));
    const secrets = Array.from({ length: 300 }, (_, index) => `${TOKEN.slice(0, -4)}${1000 + index}`).join(
      '\n',
    );
    const start = process.cpuUsage();
    const shown = await open().replaceIn([
      { path: 's', text: `${secrets}\nAWS_SECRET_ACCESS_KEY=${AWS}` },
      ...texts,
    ]);
    const used = process.cpuUsage(start);
    assert.ok(shown.every((text) => text !== null && !text.includes(AWS)));
    assert.ok(used.user + used.system < 15_000_000, `${used.user} microseconds`);
  });
});

suite('a change with credentials', () => {
  const change = changeOf(
    changedFile('src/a.ts', [
      hunk([' const a = 1;', `-const t = '${TOKEN}';`, `+const k = \`${BODY[0]}`, ' }']),
      hunk([' x', ...BODY.slice(2, 5).map((line) => `-${line}`)], 40),
    ]),
  );

  test('keeps its lines and their numbers', async () => {
    const placeholders = open();
    const shown = await concealChange(change, placeholders);
    const numbers = ({ files }: typeof change) =>
      files.flatMap(({ hunks }) =>
        hunks.flatMap(({ lines }) => lines.map((line) => ({ ...line, text: '' }))),
      );
    assert.deepEqual(numbers(shown), numbers(change));
    assert.equal(shown.files[0]?.hunks[0]?.lines[1]?.text, "const t = '[secret 1: token of GitHub]';");
  });

  test('is searched for lines of keys, however they are quoted, in a time that grows with them', () => {
    const isCut = (text: string) => cutKeys(changeOf(changedFile('a', [hunk([`-${text}`])]))).size === 1;
    const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj+/==';
    const written = [line, `  ${line}`, `  "${line}\\n" +`, `+ '${line}',`, `${line}\r`, `${line}++`];
    assert.deepEqual(written.filter(isCut), written);
    const others = ['const a = 1;', `${line} more`, `key: ${line}`, line.slice(0, 39), '+'.repeat(39)];
    assert.deepEqual(others.filter(isCut), []);
    const start = performance.now();
    assert.equal(isCut(`${'+'.repeat(5_000)}!`), false);
    const ms = performance.now() - start;
    assert.ok(ms < 2_000, `${ms} ms`);
  });

  test('gives away no part of a key whose first line is outside of the hunk', async () => {
    assert.deepEqual([...cutKeys(change)], ['src/a.ts']);
    const placeholders = open();
    await placeholders.replaceIn([{ path: 'src/a.ts', text: KEY }]);
    const shown = concealKnown(await concealChange(change, placeholders), placeholders);
    const text = JSON.stringify(shown);
    for (const line of BODY) assert.ok(!text.includes(line));
    assert.deepEqual(
      shown.files[0]?.hunks[1]?.lines.map((line) => line.text),
      ['x', ...Array.from({ length: 3 }, () => '[secret 1: private key]')],
    );
    const control = await concealChange(
      change,
      openPlaceholders(async (texts) => texts.map(() => [])),
    );
    assert.ok(JSON.stringify(control).includes(BODY[3] ?? '-'));
  });

  test('is anchored by the line as it was shown or as it is, with one fingerprint, and without a suggestion', async () => {
    const placeholders = open();
    const shown = await concealChange(change, placeholders);
    const hashed: string[] = [];
    const hash = (text: string) => `${hashed.push(text)}`;
    const anchor = (evidence: string, suggestion: string) => {
      const finding = {
        path: 'src/a.ts',
        startLine: 2,
        evidence,
        suggestion,
        title: 'T',
        message: 'M',
      } as const;
      const rest = { severity: 'high', confidence: 'high', category: 'security' } as const;
      const report = { version: 1 as const, summary: '', reviewed: [], findings: [{ ...finding, ...rest }] };
      return anchorFindings(report, shown.files, hash, placeholders.replaceKnown)[0];
    };
    const first = anchor("const t = '[secret 1: token of GitHub]';", '');
    const second = anchor(`const t = '${TOKEN}';`, "const t = '[secret 1: token of GitHub]' ;");
    assert.deepEqual([first?.became, second?.became], ['anchored', 'anchored']);
    assert.equal(hashed[0], hashed[1]);
    assert.ok(hashed[0]?.includes('[secret: token of GitHub]'), hashed[0]);
    assert.deepEqual([first?.finding?.suggestion, second?.finding?.suggestion], [undefined, undefined]);
    assert.ok(!JSON.stringify([first, second]).includes(TOKEN));
  });

  test('is not shown when it holds more than can be replaced', async () => {
    const endless = openPlaceholders(async (texts) =>
      texts.map(() => Array.from({ length: 500 }, () => ({ start: 0, end: 1, what: 'a token' }))),
    );
    await assert.rejects(concealChange(change, endless), { code: 'view-failed' });
  });
});
