import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readWay } from '../../../src/adapters/broker/read-way.ts';
import { makeCertificate } from '../../broker/certificate.ts';
import { makeDirectory } from '../git/make-repository.ts';

test('without inputs the way is the plain one', () => {
  assert.deepEqual(readWay({ 'ca-file': '', proxy: '' }), {});
  assert.deepEqual(readWay({ proxy: 'http://p:3128' }), { proxy: 'http://p:3128' });
});

test('authorities are read whole, several of them too', (t) => {
  const path = join(makeDirectory(t), 'ca.pem');
  const both = `# ours\n${makeCertificate('DNS:a').cert}\n${makeCertificate('DNS:b').cert}`;
  writeFileSync(path, both);
  assert.deepEqual(readWay({ 'ca-file': path }), { ca: both });
});

test('a file of authorities that is none is told as that, and nothing of it is repeated', (t) => {
  const directory = makeDirectory(t);
  const write = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const broken = '-----BEGIN CERTIFICATE-----\nSECRET\n-----END CERTIFICATE-----\n';
  for (const [path, why] of [
    [join(directory, 'none'), /cannot be read \(ENOENT\)/u],
    [directory, /no regular file/u],
    [pipe, /no regular file/u],
    [write('text', 'SECRET'), /no certificate in PEM form/u],
    [write('broken', broken), /certificate in PEM form that cannot be read/u],
    [write('large', 'x'.repeat(600_000)), /larger than 512 KiB/u],
  ] as const)
    assert.throws(
      () => readWay({ 'ca-file': path }),
      (error: { code: string; message: string }) =>
        error.code === 'input-invalid' && why.test(error.message) && !error.message.includes('SECRET'),
      path,
    );
});
