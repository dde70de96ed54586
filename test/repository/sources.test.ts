import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { z } from 'zod';
import { ROOT, read, trackedFiles } from './tracked-files.ts';

const VERSIONS = z.record(z.string(), z.string()).default({});
const MANIFEST = z.object({
  dependencies: VERSIONS,
  devDependencies: VERSIONS,
  optionalDependencies: VERSIONS,
});
const LOCK = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), integrity: z.string().optional() }),
  ),
});

const files = trackedFiles();

/** A machine's name in the domain of a package registry, without naming one. */
const REGISTRY_HOST = /\bregistry\.(?!example\.)[a-z0-9-]+\.[a-z]{2,}\b/iu;

suite('sources', () => {
  test('no file of src is longer than 250 lines', () => {
    const sources = files.filter((path) => path.startsWith('src/') && path.endsWith('.ts'));
    const long = sources.filter((path) => read(path).trimEnd().split('\n').length > 250);
    assert.deepEqual(long, []);
  });

  test('half of the files of src have fewer than 60 lines', () => {
    const lengths = files
      .filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
      .map((path) => read(path).trimEnd().split('\n').length)
      .sort((a, b) => a - b);
    const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
    assert.ok(median < 60, `the median is ${median}`);
  });

  test('no file names a package registry, so that any mirror serves', () => {
    const naming = files.filter((path) => !path.startsWith('dist/') && REGISTRY_HOST.test(read(path)));
    assert.deepEqual(naming, []);
  });

  test('the lock file holds no download address', () => {
    assert.ok(!read('package-lock.json').includes('"resolved"'));
  });

  test('no file holds the place of this checkout', () => {
    const places = new RegExp(`${RegExp.escape(ROOT)}(?:/|["'\\s])`, 'u');
    assert.deepEqual(
      files.filter((path) => places.test(read(path))),
      [],
    );
  });

  test('every dependency has an exact version', () => {
    const { dependencies, devDependencies, optionalDependencies } = MANIFEST.parse(
      JSON.parse(read('package.json')),
    );
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
    assert.deepEqual(
      Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/u.test(version)),
      [],
    );
  });

  test('every package of the lock file has its SHA-512', () => {
    const { packages } = LOCK.parse(JSON.parse(read('package-lock.json')));
    const unproved = Object.entries(packages).filter(
      ([path, entry]) => path !== '' && !entry.integrity?.startsWith('sha512-'),
    );
    assert.deepEqual(unproved, []);
  });

  test('dist has one bundle for each entry point and nothing beside them', () => {
    const bundles = new Set(
      files.filter((path) => path.startsWith('dist/')).map((path) => path.split('/')[1]),
    );
    assert.deepEqual(
      [...bundles].sort((a = '', b = '') => a.localeCompare(b)),
      ['broker', 'cli', 'main', 'post', 'relay'],
    );
  });
});
